import { createHash, randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PageStore } from '../../electron/capture/page-store.ts';
import { startDocumentWorker } from '../../electron/document/document-worker.ts';
import { noCheckpoint } from '../../electron/domain/checkpoint.ts';
import type { Page } from '../../electron/domain/page.ts';
import { chooseRecipientKey } from '../../electron/envelope/recipient-key.ts';
import { readRecipientKeys } from '../../electron/envelope/recipient-key-folder.ts';
import { parseSigningKey } from '../../electron/envelope/signing-key.ts';
import { finishSubmission } from '../../electron/finish-submission.ts';
import { createPageWork } from '../../electron/page-work.ts';
import { openSpool } from '../../electron/spool/spool.ts';
import { ensureDemoKeys } from '../../setup/demo-keys.ts';
import { workerProcesses } from '../support/document-worker-child.ts';
import { expectOk } from '../support/delivery-submission.ts';
import { compared, medianMs, type BenchResult } from './bench.ts';

const demoFolder = join(import.meta.dirname, '../../scanner-bridge/drivers/virtual/demo-pages');

const readAndHash = async (files: readonly string[]): Promise<void> => {
  const hash = createHash('sha512');
  for (const file of files) hash.update(await readFile(file));
  hash.digest();
};

/** The customer's last touch to the receipt: pages from the store to a sealed, durable submission. */
const pagesToSealed = async (folder: string, count: number): Promise<BenchResult> => {
  const demo = (await readdir(demoFolder)).sort().map((name) => join(demoFolder, name));
  const files = Array.from({ length: count }, (_, index) => demo[index % demo.length] ?? '');
  const keys = await ensureDemoKeys(folder);
  const { keys: recipients } = await readRecipientKeys(keys.kiosk.recipientsFolder);
  const worker = startDocumentWorker({
    spawn: workerProcesses().spawn,
    sharpWasmFolder: '',
    processes: 2,
  });
  const store = new PageStore({ folder: join(folder, 'pages') });
  const work = createPageWork({
    pages: store,
    worker,
    languages: [],
    caseNumberPattern: null,
    newId: randomUUID,
    log: () => undefined,
  });
  const pages: Page[] = [];
  for (const file of files) {
    const image = { format: 'jpeg' as const, data: await readFile(file) };
    pages.push(expectOk(await work.keep({ image, dpi: 200, side: 'front', sequence: 1 })));
  }
  await work.settled();
  const parts = {
    pages: store,
    worker,
    recordOf: work.record,
    blackened: work.blackened,
    spool: expectOk(
      await openSpool({ folder: join(folder, 'spool'), reserveBytes: 1, now: Date.now }),
    ),
    recipientFor: (topic: string | null) =>
      Promise.resolve(chooseRecipientKey(recipients, topic, Date.now())),
    deviceKey: expectOk(parseSigningKey(await readFile(keys.kiosk.deviceKeyFile, 'utf8'))),
    mostBytesOfAFile: 20e6,
    site: 'bench',
    kiosk: { id: 'bench-1', number: 1 },
    now: Date.now,
    newId: randomUUID,
    newNumber: () => randomInt(1_000_000_000),
    sendAt: (acceptedAt: number) => acceptedAt,
    deliveryOf: () => ({}),
    checkpoint: noCheckpoint,
  };
  const visit = {
    id: randomUUID(),
    language: 'de' as const,
    pages,
    past: [],
    details: { caseNumber: '', name: '' },
    topics: ['rent'],
    message: '',
    receipts: [],
  };
  const sealed = await medianMs(5, async () => {
    expectOk(await finishSubmission(parts, visit, () => undefined));
  });
  const hashed = await medianMs(5, () => readAndHash(files));
  worker.stop();
  await store.wipe();
  const peer = { name: 'read and hash the same bytes', value: hashed };
  return compared(`${count} pages: submit to sealed, durable submission`, sealed, 'ms', peer);
};

const inFolder = async (count: number): Promise<BenchResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-bench-'));
  try {
    return await pagesToSealed(folder, count);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The whole of handing in, for a small and a high stack. Takes about a minute. */
export const measure = async (): Promise<BenchResult[]> => [
  await inFolder(20),
  await inFolder(100),
];
