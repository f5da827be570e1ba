import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deliveryReceiptKind } from '../../electron/envelope/delivery-receipt.ts';
import { verifyStatement } from '../../electron/envelope/statement.ts';
import { diskFiles } from '../../electron/spool/files.ts';
import { idsIn, type State } from '../../electron/spool/layout.ts';
import { readPrivateKeys } from '../../intake/key-folder.ts';
import { readKioskRegister } from '../../intake/kiosk-register.ts';
import { openSubmission } from '../../intake/opener.ts';
import { readVerifyingKeys } from '../../intake/receipt-verifier.ts';
import type { DemoKeys } from '../../setup/demo-keys.ts';

/** What became of the receipts given; every list is empty after a good run. */
export interface Judgement {
  /** Receipts without a document anywhere, or with other bytes than were accepted. */
  readonly lost: readonly string[];
  /** Documents that arrived more than once. */
  readonly doubled: readonly string[];
  /** Submissions the kiosk calls delivered without a receipt that verifies. */
  readonly unproven: readonly string[];
  /** Receipts whose document still lies at the kiosk: not lost, but the run proves nothing for them. */
  readonly undelivered: readonly string[];
  readonly damaged: number;
}

interface Arrived {
  readonly inbox: readonly string[];
  /** Submissions by SHA-512 of the document they hold. */
  readonly byHash: ReadonlyMap<string, readonly string[]>;
  readonly unreadable: readonly string[];
}

/** Opens everything at the intake as its owner would, one after the other. */
const openAll = async (folder: string, keys: DemoKeys): Promise<Arrived> => {
  const inbox = await readdir(keys.intake.inboxFolder);
  const privateKeys = await readPrivateKeys(keys.intake.keysFolder);
  if (!privateKeys.ok) throw new Error(privateKeys.problem);
  const register = await readKioskRegister(keys.intake.kiosksFolder);
  const outFolder = join(folder, 'opened');
  const byHash = new Map<string, string[]>();
  const unreadable: string[] = [];
  for (const id of inbox) {
    await rm(outFolder, { recursive: true, force: true });
    const opened = await openSubmission({
      folder: join(keys.intake.inboxFolder, id),
      outFolder,
      privateKeyFor: (kid) => privateKeys.value.get(kid),
      kioskKeyFor: (kid) => register.keyFor(kid),
    });
    if (!opened.ok) {
      unreadable.push(`${id}: ${opened.problem}`);
      continue;
    }
    const bytes = await readFile(opened.value.documents[0] ?? '');
    const hash = createHash('sha512').update(bytes).digest('hex');
    byHash.set(hash, [...(byHash.get(hash) ?? []), id]);
  }
  await rm(outFolder, { recursive: true, force: true });
  return { inbox, byHash, unreadable };
};

const unprovenIn = async (
  spool: string,
  keys: DemoKeys,
  inbox: readonly string[],
): Promise<string[]> => {
  const receiptKeys = await readVerifyingKeys(keys.kiosk.receiptKeyFiles);
  const unproven: string[] = [];
  for (const state of ['delivered', 'purged'] as const satisfies readonly State[])
    for (const id of await idsIn(diskFiles, spool, state)) {
      const jws = await readFile(join(spool, state, id, 'receipt.jws'), 'utf8').catch(() => '');
      const receipt = await verifyStatement(deliveryReceiptKind, jws, (kid) =>
        receiptKeys.get(kid),
      );
      if (!receipt.ok || receipt.value.jobId !== id || !inbox.includes(id)) unproven.push(id);
    }
  return unproven;
};

/** Compares what lies at the intake with the receipts given (submission → SHA-512 of the plain document). */
export const judge = async (
  folder: string,
  keys: DemoKeys,
  acknowledged: ReadonlyMap<string, string>,
): Promise<Judgement> => {
  const spool = join(folder, 'kiosk', 'spool');
  const { inbox, byHash, unreadable } = await openAll(folder, keys);
  const still = new Set<string>();
  for (const state of ['ready', 'hold'] as const satisfies readonly State[])
    for (const id of await idsIn(diskFiles, spool, state)) still.add(id);
  const missing = [...acknowledged].filter(([id, hash]) => byHash.get(hash)?.includes(id) !== true);
  return {
    lost: [
      ...unreadable,
      ...missing.filter(([id]) => !still.has(id)).map(([id]) => `${id}: not at the intake`),
    ],
    undelivered: missing.filter(([id]) => still.has(id)).map(([id]) => id),
    doubled: [...byHash.values()].filter((ids) => ids.length > 1).flat(),
    unproven: await unprovenIn(spool, keys, inbox),
    damaged: (await idsIn(diskFiles, spool, 'corrupt')).length,
  };
};
