import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveryReceiptKind } from '../../electron/envelope/delivery-receipt.ts';
import { verifyStatement } from '../../electron/envelope/statement.ts';
import { idsIn, type State } from '../../electron/spool/layout.ts';
import { diskFiles } from '../../electron/spool/files.ts';
import { release } from '../../electron/spool/taking-out.ts';
import { readPrivateKeys } from '../../intake/key-folder.ts';
import { readKioskRegister } from '../../intake/kiosk-register.ts';
import { openSubmission } from '../../intake/opener.ts';
import { readVerifyingKeys } from '../../intake/receipt-verifier.ts';
import { ensureDemoKeys, type DemoKeys } from '../../setup/demo-keys.ts';
import { faults, startFaultProxy, type Fault } from '../simulators/fault-proxy.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { startProgram, type ProgramRun } from '../support/delivery-process.ts';
import { seededRandom } from '../support/seeded-random.ts';

export interface TortureSettings {
  readonly seed: number;
  readonly submissions: number;
  /** Longest time between two moments at which something may be killed, in milliseconds. */
  readonly longestLifeMs: number;
  /** Share of exchanges that the line spoils, from 0 to 1. */
  readonly faultShare: number;
  /** After so long nothing new is accepted and the line is quiet; what was accepted is still delivered and judged. */
  readonly mostMs?: number;
  readonly progress: (text: string) => void;
}

export interface TortureResult {
  readonly receipts: number;
  /** Receipts without a document, or with other bytes than were accepted. */
  readonly lost: readonly string[];
  /** Documents that arrived more than once. */
  readonly doubled: readonly string[];
  /** Submissions the kiosk calls delivered without a receipt that verifies. */
  readonly unproven: readonly string[];
  readonly damaged: number;
  /** The accepting half and the uploader at once, as when the power goes. */
  readonly kioskKills: number;
  /** The uploader alone, while the kiosk goes on taking papers. */
  readonly uploaderKills: number;
  readonly intakeKills: number;
  readonly faults: Readonly<Record<string, number>>;
}

const RUN_DEADLINE_MS = 180_000;
const HOUR_MS = 3_600_000;
const LARGEST_BATCH = 30;

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const identity = async (cert: string, key: string, ca: string) => ({
  cert: await readFile(cert),
  key: await readFile(key),
  ca: await readFile(ca),
});

const identities = async (folder: string, keys: DemoKeys) => {
  const stranger = await ensureDemoKeys(join(folder, 'stranger'));
  const server = (of: DemoKeys) =>
    identity(
      join(of.intake.keysFolder, 'server.pem'),
      join(of.intake.keysFolder, 'server.key.pem'),
      join(of.intake.keysFolder, 'ca.pem'),
    );
  const { certFile, keyFile, caFile } = keys.kiosk;
  return {
    asServer: await server(keys),
    asClient: await identity(certFile, keyFile, caFile),
    stranger: await server(stranger),
  };
};

/** Compares what lies at the intake with the receipts given. */
const judge = async (folder: string, keys: DemoKeys, acknowledged: ReadonlyMap<string, string>) => {
  const spool = join(folder, 'kiosk', 'spool');
  const inbox = await readdir(keys.intake.inboxFolder);
  const privateKeys = await readPrivateKeys(keys.intake.keysFolder);
  if (!privateKeys.ok) throw new Error(privateKeys.problem);
  const register = await readKioskRegister(keys.intake.kiosksFolder);
  const receiptKeys = await readVerifyingKeys(keys.kiosk.receiptKeyFiles);
  const lost: string[] = [];
  const plainHashes = new Map<string, string[]>();
  for (const id of inbox) {
    const opened = await openSubmission({
      folder: join(keys.intake.inboxFolder, id),
      outFolder: join(folder, 'opened'),
      privateKeyFor: (kid) => privateKeys.value.get(kid),
      kioskKeyFor: (kid) => register.keyFor(kid),
    });
    if (!opened.ok) {
      lost.push(`${id}: ${opened.problem}`);
      continue;
    }
    const bytes = await readFile(opened.value.documents[0] ?? '');
    const hash = createHash('sha512').update(bytes).digest('hex');
    plainHashes.set(hash, [...(plainHashes.get(hash) ?? []), id]);
  }
  for (const [id, hash] of acknowledged)
    if (!plainHashes.get(hash)?.includes(id)) lost.push(`${id}: not at the intake`);
  const doubled = [...plainHashes.values()].filter((ids) => ids.length > 1).flat();
  const unproven: string[] = [];
  for (const state of ['delivered', 'purged'] as const satisfies readonly State[])
    for (const id of await idsIn(diskFiles, spool, state)) {
      const jws = await readFile(join(spool, state, id, 'receipt.jws'), 'utf8').catch(() => '');
      const receipt = await verifyStatement(deliveryReceiptKind, jws, (kid) =>
        receiptKeys.get(kid),
      );
      if (!receipt.ok || receipt.value.jobId !== id || !inbox.includes(id)) unproven.push(id);
    }
  const damaged = (await idsIn(diskFiles, spool, 'corrupt')).length;
  return { lost, doubled, unproven, damaged };
};

/**
 * Accepts many submissions while kiosk and intake are killed at random moments and the line between them cuts, delays,
 * doubles, answers wrongly, drops replies and shows foreign certificates; then lets everything drain and counts.
 * The same seed deals the same cards (moments of the kills depend on the machine as well).
 */
export const torture = async (settings: TortureSettings): Promise<TortureResult> => {
  const random = seededRandom(settings.seed);
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-torture-'));
  const keys = await ensureDemoKeys(folder);
  const kioskProgram = await bundleProgram(
    'tests/support/delivery-kiosk-program.ts',
    join(folder, 'k'),
  );
  const intakeProgram = await bundleProgram(
    'tests/support/delivery-intake-program.ts',
    join(folder, 'i'),
  );
  const intakePort = await freePort();
  const acknowledged = new Map<string, string>();
  let calm = false;
  let [kioskKills, uploaderKills, intakeKills] = [0, 0, 0];

  const spoilt = faults.filter((fault) => fault !== 'none');
  const nextFault = (): Fault =>
    calm || random() >= settings.faultShare
      ? 'none'
      : (spoilt[Math.floor(random() * spoilt.length)] ?? 'none');
  const proxy = await startFaultProxy({
    ...(await identities(folder, keys)),
    target: () => intakePort,
    nextFault,
    swapCertificate: () => !calm && random() < settings.faultShare / 10,
  });
  const note = (line: string): void => {
    const [word, id = '', hash = ''] = line.split(' ');
    if (word === 'R0') acknowledged.set(id, hash);
  };
  const startIntake = async (): Promise<ProgramRun> => {
    const args = [keys.intake.configFile, String(intakePort), '-'];
    const run = startProgram(intakeProgram, args, () => undefined, HOUR_MS);
    await run.line('READY');
    return run;
  };
  const startHalf = (half: 'both' | 'accept' | 'upload', documents: number): ProgramRun => {
    const seed = String(Math.floor(random() * 2 ** 31));
    const args = [folder, String(proxy.port), String(documents), '-', seed, '60', half];
    return startProgram(kioskProgram, args, note, half === 'upload' ? HOUR_MS : RUN_DEADLINE_MS);
  };
  const waitingNow = async (): Promise<number> =>
    (await idsIn(diskFiles, join(folder, 'kiosk', 'spool'), 'ready').catch(() => [])).length;
  /** An attendant looks after what was set aside because the line had answered 422. */
  const releaseAll = async (): Promise<void> => {
    const spool = join(folder, 'kiosk', 'spool');
    for (const id of await idsIn(diskFiles, spool, 'hold').catch(() => []))
      await release(spool, id, Date.now());
  };

  const batch = Math.min(LARGEST_BATCH, Math.ceil(settings.submissions / 6));
  let intake = await startIntake();
  let uploader: ProgramRun | null = null;
  const endUploader = async (): Promise<void> => {
    uploader?.kill('SIGKILL');
    await uploader?.ended;
    uploader = null;
  };
  const restartIntake = async (): Promise<void> => {
    intake.kill('SIGKILL');
    await intake.ended;
    intakeKills += 1;
    intake = await startIntake();
  };
  /** One stretch of the kiosk's life: papers come in, and things die at moments the seed deals. */
  const stretch = async (documents: number): Promise<void> => {
    uploader ??= startHalf('upload', 0);
    const accepting = startHalf('accept', documents);
    const life = 1_000 + random() * settings.longestLifeMs;
    const lifeOver = delay(life, false);
    if (random() < 0.4) {
      await delay(random() * life);
      await restartIntake();
    }
    if (random() < 0.4) {
      await delay(random() * life);
      await endUploader();
      uploaderKills += 1;
      uploader = startHalf('upload', 0);
    }
    const survived = await Promise.race([accepting.ended.then(() => true), lifeOver]);
    if (survived) await lifeOver;
    if (!survived || random() < 0.2) {
      accepting.kill('SIGKILL');
      await endUploader();
      kioskKills += 1;
    }
    await accepting.ended;
  };

  try {
    const until = Date.now() + (settings.mostMs ?? Infinity);
    while (acknowledged.size < settings.submissions && Date.now() < until) {
      const wanted = Math.min(batch, settings.submissions - acknowledged.size);
      await stretch((await waitingNow()) > 4 * batch ? 0 : wanted);
      await releaseAll();
      settings.progress(
        `${acknowledged.size} receipts, killed: kiosk ${kioskKills}, uploader alone ${uploaderKills}, intake ${intakeKills}`,
      );
    }
    // What still waits is delivered over the same bad line; only the very last goes over a quiet one.
    for (let round = 0; (await waitingNow()) > 0 && round < 30 && Date.now() < until; round += 1) {
      await stretch(0);
      await releaseAll();
    }
    await endUploader();
    calm = true;
    for (let round = 0; round < 3; round += 1) {
      await releaseAll();
      await startHalf('both', 0).ended;
    }
    intake.kill('SIGTERM');
    await intake.ended;
    const judged = await judge(folder, keys, acknowledged);
    return {
      receipts: acknowledged.size,
      ...judged,
      kioskKills,
      uploaderKills,
      intakeKills,
      faults: Object.fromEntries(proxy.dealt),
    };
  } finally {
    await endUploader();
    intake.kill('SIGKILL');
    await proxy.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
