import { randomInt, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PageStore } from '../../electron/capture/page-store.ts';
import { startDocumentWorker } from '../../electron/document/document-worker.ts';
import { noCheckpoint } from '../../electron/domain/checkpoint.ts';
import type { Page } from '../../electron/domain/page.ts';
import type { Receipt } from '../../electron/domain/submission.ts';
import { chooseRecipientKey } from '../../electron/envelope/recipient-key.ts';
import { readRecipientKeys } from '../../electron/envelope/recipient-key-folder.ts';
import { parseSigningKey } from '../../electron/envelope/signing-key.ts';
import { deliveryOf, finishSubmission } from '../../electron/finish-submission.ts';
import { createPageWork } from '../../electron/page-work.ts';
import { openSpool } from '../../electron/spool/spool.ts';
import { sendAt } from '../../electron/upload/schedule.ts';
import type { KioskConfig } from '../../kiosk-config/index.ts';
import { workerProcesses } from './document-worker-child.ts';
import { expectOk } from './delivery-submission.ts';

/** A kiosk from its configuration, without screen and scanner: everything behind "submit" is the product's own. */
export const handInAt = async (
  config: KioskConfig,
  spoolFolder: string,
  path: (file: string) => string,
) => {
  const spool = expectOk(await openSpool({ folder: spoolFolder, reserveBytes: 1, now: Date.now }));
  const deviceKey = expectOk(
    parseSigningKey(await readFile(path(config.deviceKeyFile ?? ''), 'utf8')),
  );
  const worker = startDocumentWorker({
    spawn: workerProcesses().spawn,
    sharpWasmFolder: '',
    processes: 1,
  });
  return {
    /** Hands pictures in as one document; gives the receipt the customer sees. */
    async handIn(pictures: readonly Uint8Array[], topic: string): Promise<Receipt> {
      const pages = new PageStore({ folder: join(spoolFolder, '..', 'pages', randomUUID()) });
      const work = createPageWork({
        pages,
        worker,
        languages: [],
        caseNumberPattern: null,
        newId: randomUUID,
        log: () => undefined,
      });
      const kept: Page[] = [];
      for (const [index, data] of pictures.entries()) {
        const image = { format: 'jpeg' as const, data };
        const scanned = { image, dpi: 200, side: 'front' as const, sequence: index + 1 };
        kept.push(expectOk(await work.keep(scanned)));
      }
      await work.settled();
      const finished = await finishSubmission(
        {
          pages,
          worker,
          recordOf: work.record,
          blackened: work.blackened,
          spool,
          deviceKey,
          recipientFor: async (wanted) => {
            const { keys } = await readRecipientKeys(dirname(path(config.recipient.keyFile)));
            return chooseRecipientKey(keys, wanted, Date.now());
          },
          mostBytesOfAFile: config.documents.largestFileMegabytes * 1e6,
          site: config.site.id,
          kiosk: config.kiosk,
          now: Date.now,
          newId: randomUUID,
          newNumber: () => randomInt(1_000_000_000),
          sendAt: (at) => sendAt(config.upload, config.openingHours, at, at),
          deliveryOf: deliveryOf(config),
          checkpoint: noCheckpoint,
        },
        {
          id: randomUUID(),
          language: 'de',
          pages: kept,
          past: [],
          details: { caseNumber: '12345//0001234', name: 'Erika Musterfrau' },
          topics: [topic],
          message: '',
          receipts: [],
        },
        () => undefined,
      );
      await pages.wipe();
      return expectOk(finished);
    },
    stop: () => worker.stop(),
  };
};
