import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { announcementName } from './envelope/part.ts';
import { readRevokedKids } from './envelope/recipient-key-folder.ts';
import type { Outcome, Transport, UploadJob } from './upload/transport.ts';
import { isSubmitted } from './upload/transports/fit-connect/fit-connect.ts';

/**
 * The key a submission was sealed to. The signature is not checked: the spool has compared the file with its digest,
 * and the kiosk asks only itself.
 */
const recipientKidOf = async (job: UploadJob): Promise<unknown> => {
  const announcement = job.files.find(({ name }) => name === announcementName);
  if (announcement === undefined) return null;
  return decodeJwt((await readFile(announcement.path, 'utf8')).trim())['recipientKid'];
};

const held: Outcome = { kind: 'refused', status: 0, reason: 'recipient-key-revoked' };
const unknown: Outcome = { kind: 'later', reason: 'revocation-unreadable', scope: 'transport' };

/**
 * A way that sends nothing sealed to a revoked key: such a submission is set aside, because whoever has the stolen key
 * could read it on its way; the others go on. Looked up for every attempt, so that a revocation counts at once. While a
 * revoked key cannot be read, nothing is sent at all. What the authority has already been given is only asked after.
 * @param recipientsFolder the folder of the recipient's public keys
 */
export const holdRevoked = (way: Transport, recipientsFolder: string): Transport => ({
  ...way,
  async deliver(job, signal) {
    const { kids, unreadable } = await readRevokedKids(recipientsFolder);
    if (isSubmitted(job) || kids.size + unreadable.length === 0) return way.deliver(job, signal);
    if (kids.has(String(await recipientKidOf(job)))) return held;
    return unreadable.length > 0 ? unknown : way.deliver(job, signal);
  },
});
