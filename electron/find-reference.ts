import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { announcementName } from './envelope/part.ts';
import { diskFiles } from './spool/files.ts';
import { idsIn, receiptName, stateFolder, type State } from './spool/layout.ts';
import type { Standing } from './upload/transport.ts';

const claimsOf = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const claims = decodeJwt((await readFile(file, 'utf8')).trim());
    return claims;
  } catch {
    return {};
  }
};

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * Looks for a reference number in this kiosk's own spool; null where it is not from here. These files were written by
 * this kiosk, so their signatures are not checked again.
 */
export const findReference = async (
  spool: string,
  referenceNumber: string,
): Promise<Standing | null> => {
  const states: readonly State[] = ['ready', 'hold', 'corrupt', 'delivered', 'purged'];
  for (const state of states)
    for (const id of await idsIn(diskFiles, spool, state)) {
      const folder = `${stateFolder(spool, state)}/${id}`;
      const announced = await claimsOf(`${folder}/${announcementName}`);
      if (announced['referenceNumber'] !== referenceNumber) continue;
      if (state !== 'delivered' && state !== 'purged')
        return { state: 'accepted', at: text(announced['createdAt']) };
      const receipt = await claimsOf(`${folder}/${receiptName}`);
      return { state: 'received', at: text(receipt['receivedAt']) };
    }
  return null;
};
