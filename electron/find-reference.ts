import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import type { Standing } from './domain/standing.ts';
import { announcementName } from './envelope/part.ts';
import { diskFiles } from './spool/files.ts';
import { readJournal } from './spool/journal.ts';
import { idsIn, receiptName, stateFolder, type State } from './spool/layout.ts';

type Claims = Readonly<Record<string, unknown>>;

const claimsOf = async (file: string): Promise<Claims> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    // The folder transport's receipt is plain JSON: nobody on the other side signs it.
    if (text.startsWith('{')) return JSON.parse(text) as Claims;
    const claims: Claims = decodeJwt(text.trim());
    return claims;
  } catch {
    return {};
  }
};

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What a kept receipt says: FIT-Connect's is the authority's acceptance, so the papers are in the file. */
const standingByReceipt = (receipt: Claims): Standing => {
  const issuedAt = receipt['iat'];
  return typeof issuedAt === 'number'
    ? { state: 'filed', at: new Date(issuedAt * 1000).toISOString(), sendsAt: null }
    : {
        state: 'received',
        at: text(receipt['receivedAt']) ?? text(receipt['placedAt']),
        sendsAt: null,
      };
};

const waitingSince = (at: string | null, sendAt: (acceptedAt: number) => number): Standing => {
  const acceptedAt = Date.parse(at ?? '');
  const sendsAt = Number.isNaN(acceptedAt) ? null : new Date(sendAt(acceptedAt)).toISOString();
  return { state: 'accepted', at, sendsAt };
};

/** When the receiving side signed that it has what still waits for its acceptance (FIT-Connect), or null. */
const receivedAt = async (folder: string): Promise<string | null> => {
  const journal = await readJournal(diskFiles, folder);
  if (!journal.ok) return null;
  const noted = journal.value.lines
    .filter(({ event, data }) => event === 'upload-url' && data['key'] === 'received')
    .at(-1);
  const at = text(noted?.data['value']);
  return at === '' ? null : at;
};

/**
 * Looks for a reference number in this kiosk's own spool; null where it is not from here. These files were written by
 * this kiosk, so their signatures are not checked again.
 * @param sendAt when the site's schedule sends what was accepted at a moment
 */
export const findReference = async (
  spool: string,
  referenceNumber: string,
  sendAt: (acceptedAt: number) => number,
): Promise<Standing | null> => {
  const states: readonly State[] = ['ready', 'hold', 'corrupt', 'delivered', 'purged'];
  for (const state of states)
    for (const id of await idsIn(diskFiles, spool, state)) {
      const folder = `${stateFolder(spool, state)}/${id}`;
      const announced = await claimsOf(`${folder}/${announcementName}`);
      if (announced['referenceNumber'] !== referenceNumber) continue;
      if (state === 'delivered' || state === 'purged')
        return standingByReceipt(await claimsOf(`${folder}/${receiptName}`));
      const there = await receivedAt(folder);
      if (there !== null) return { state: 'received', at: there, sendsAt: null };
      const waiting = waitingSince(text(announced['createdAt']), sendAt);
      // Set aside: nobody can say when a person will have looked.
      return state === 'ready' ? waiting : { ...waiting, sendsAt: null };
    }
  return null;
};
