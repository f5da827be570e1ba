import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { referenceNumber } from '../../electron/domain/reference-number.ts';
import type { Result } from '../../electron/domain/result.ts';
import { noCheckpoint, type Checkpoint } from '../../electron/domain/checkpoint.ts';
import { announcementKind } from '../../electron/envelope/announcement.ts';
import { manifestKind } from '../../electron/envelope/manifest.ts';
import { announcementName, documentName, manifestName } from '../../electron/envelope/part.ts';
import { readRecipientKeys } from '../../electron/envelope/recipient-key-folder.ts';
import { chooseRecipientKey } from '../../electron/envelope/recipient-key.ts';
import { seal } from '../../electron/envelope/seal.ts';
import { parseSigningKey } from '../../electron/envelope/signing-key.ts';
import { signStatement } from '../../electron/envelope/statement.ts';
import type { Spool } from '../../electron/spool/spool.ts';
import type { DemoKeys } from '../../setup/demo-keys.ts';

/** Takes the value of a result that the test expects to be ok. */
export const expectOk = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(`unexpected problem: ${String(result.problem)}`);
  return result.value;
};

/** Accepts one document exactly as the kiosk does: seal, spool, commit. Gives the submission's id. */
export const acceptDocument = async (
  spool: Spool,
  keys: DemoKeys['kiosk'],
  pdf: Uint8Array,
  checkpoint: Checkpoint = noCheckpoint,
): Promise<string> => {
  const deviceKey = expectOk(parseSigningKey(await readFile(keys.deviceKeyFile, 'utf8')));
  const { keys: recipients } = await readRecipientKeys(keys.recipientsFolder);
  const recipient = expectOk(chooseRecipientKey(recipients, null, Date.now()));
  const jobId = randomUUID();
  const common = {
    version: 1 as const,
    jobId,
    referenceNumber: referenceNumber(1, Math.floor(Math.random() * 1e9)),
    site: 'test-site',
    kiosk: keys.id,
    recipientKid: recipient.kid,
  };
  const at = new Date().toISOString();
  const entry = expectOk(await spool.begin(jobId));
  const sealing = seal(recipient, 'application/pdf', [pdf], checkpoint);
  const document = expectOk(await entry.writePart(documentName(1), sealing.bytes));
  const manifest = await signStatement(
    manifestKind,
    {
      ...common,
      submittedAt: at,
      language: 'de',
      topic: 'other',
      details: { caseNumber: '12345//0000001', name: 'Erika Musterfrau' },
      documents: [
        {
          name: document.name,
          mediaType: 'application/pdf',
          plain: sealing.plain(),
          sealed: { sha512: document.sha512, size: document.size },
          pages: [{ number: 1, side: 'front', widthPx: 10, heightPx: 10, dpi: 300, steps: [] }],
        },
      ],
    },
    deviceKey,
  );
  const sealedManifest = seal(recipient, 'JOSE', [Buffer.from(manifest)], checkpoint);
  const manifestPart = expectOk(await entry.writePart(manifestName, sealedManifest.bytes));
  const announcement = await signStatement(
    announcementKind,
    { ...common, createdAt: at, parts: [document, manifestPart] },
    deviceKey,
  );
  expectOk(await entry.writePart(announcementName, [Buffer.from(announcement)]));
  expectOk(await entry.commit());
  return jobId;
};
