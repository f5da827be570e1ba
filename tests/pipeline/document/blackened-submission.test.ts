import { execFile } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageStore } from '../../../electron/capture/page-store.ts';
import { startDocumentWorker } from '../../../electron/document/document-worker.ts';
import { wordsFrom, type Word } from '../../../electron/document/text/read-words.ts';
import { noCheckpoint } from '../../../electron/domain/checkpoint.ts';
import { withWholeScan, type Area, type Page } from '../../../electron/domain/page.ts';
import { openSealed } from '../../../electron/envelope/open.ts';
import { chooseRecipientKey } from '../../../electron/envelope/recipient-key.ts';
import { readRecipientKeys } from '../../../electron/envelope/recipient-key-folder.ts';
import { parseSigningKey } from '../../../electron/envelope/signing-key.ts';
import { finishSubmission } from '../../../electron/finish-submission.ts';
import { createPageWork } from '../../../electron/page-work.ts';
import { openSpool } from '../../../electron/spool/spool.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { renderPages, textOf } from '../../support/pdf-checks.ts';
import { scanOf } from '../../support/scan-of.ts';

const SECRET = '237,41';

/** Everything the file holds, its streams decoded. */
const decoded = async (folder: string, pdf: string): Promise<string> => {
  const open = join(folder, 'open.pdf');
  await promisify(execFile)('qpdf', ['--qdf', '--decode-level=generalized', pdf, open]);
  return (await readFile(open)).toString('latin1');
};

const tesseract = async (image: Buffer, ...output: readonly string[]): Promise<string> => {
  const reading = promisify(execFile)(
    'tesseract',
    ['-', '-', '-l', 'deu', '--psm', '3', ...output],
    {
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    },
  );
  reading.child.stdin?.end(image);
  return (await reading).stdout;
};
const read = (image: Buffer): Promise<string> => tesseract(image);

/** Where a picture shows a word, as fractions of its width and height. */
const placeOf = async (text: string, image: Buffer): Promise<Omit<Word, 'text'>> => {
  const rows = (await tesseract(image, 'tsv')).split('\n').map((row) => row.split('\t'));
  const [, , , , , , , , widthPx, heightPx] = (rows[1] ?? []).map(Number);
  const row = rows.find((columns) => columns[11]?.includes(text) === true);
  if (row === undefined) throw new Error(`the picture does not show ${text}`);
  const [left = 0, top = 0, width = 0, height = 0] = row.slice(6, 10).map(Number);
  return {
    left: left / (widthPx ?? 1),
    top: top / (heightPx ?? 1),
    right: (left + width) / (widthPx ?? 1),
    bottom: (top + height) / (heightPx ?? 1),
  };
};

/** What a finger wipes over to hide a word: hardly more than the word. */
const over = ({ left, top, right, bottom }: Omit<Word, 'text'>): Area => ({
  left: left - 0.004,
  top: top - 0.003,
  width: right - left + 0.008,
  height: bottom - top + 0.006,
});

describe('a page that was read, then blackened, and handed in', () => {
  let folder = '';
  let pages: PageStore;
  const worker = startDocumentWorker({
    spawn: workerProcesses().spawn,
    sharpWasmFolder: '',
    processes: 2,
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-blackened-'));
    pages = new PageStore({ folder: join(folder, 'pages') });
  });
  afterAll(async () => {
    worker.stop();
    await pages.wipe();
    await rm(folder, { recursive: true, force: true });
  });

  /** Hands the page in and gives the document as its recipient opens it. */
  const handIn = async (page: Page, work: ReturnType<typeof createPageWork>): Promise<Buffer> => {
    const keys = await ensureDemoKeys(folder);
    const { keys: recipients } = await readRecipientKeys(keys.kiosk.recipientsFolder);
    const spoolFolder = join(folder, randomUUID());
    const finished = await finishSubmission(
      {
        pages,
        worker,
        recordOf: work.record,
        blackened: work.blackened,
        spool: expectOk(await openSpool({ folder: spoolFolder, reserveBytes: 1, now: Date.now })),
        recipientFor: (topic) => Promise.resolve(chooseRecipientKey(recipients, topic, Date.now())),
        deviceKey: expectOk(parseSigningKey(await readFile(keys.kiosk.deviceKeyFile, 'utf8'))),
        mostBytesOfAFile: 20e6,
        site: 'test',
        kiosk: { id: 'test-1', number: 1 },
        now: Date.now,
        newId: randomUUID,
        newNumber: () => randomInt(1_000_000_000),
        sendAt: (acceptedAt) => acceptedAt,
        deliveryOf: () => ({}),
        checkpoint: noCheckpoint,
      },
      {
        ...{ id: randomUUID(), language: 'de', pages: [page], past: [], topics: ['rent'] },
        ...{ details: { caseNumber: '', name: '' }, message: '', receipts: [] },
      },
      () => undefined,
    );
    expectOk(finished);
    const [id = ''] = await readdir(join(spoolFolder, 'ready'));
    const privateKeys = expectOk(await readPrivateKeys(keys.intake.keysFolder));
    const plain: Uint8Array[] = [];
    expectOk(
      await openSealed(
        [await readFile(join(spoolFolder, 'ready', id, 'document-1.jwe'))],
        (kid) => privateKeys.get(kid),
        (chunk) => Promise.resolve(void plain.push(chunk)),
      ),
    );
    return Buffer.concat(plain);
  };

  it('holds the word neither as text nor as a picture, and all other words are there', async () => {
    const work = createPageWork({
      pages,
      worker,
      languages: ['deu'],
      caseNumberPattern: null,
      newId: randomUUID,
      log: () => undefined,
    });
    const data = await scanOf('1-landlord', { skew: 2.4, border: 80 });
    const image = { format: 'jpeg' as const, data };
    const page = expectOk(await work.keep({ image, dpi: 300, side: 'front', sequence: 1 }));
    await work.settled();
    await expect
      .poll(() => work.record(page.id)?.read?.words ?? 0, { timeout: 90_000, interval: 200 })
      .toBeGreaterThan(50);
    const words = wordsFrom(expectOk(await pages.get(page.id, 'words')));
    const secret = words.find(({ text }) => text.includes(SECRET));
    if (secret === undefined) throw new Error('the word to be hidden was not read');

    const open = await handIn(page, work);
    expect(await textOf(open)).toContain(SECRET);
    const [before = Buffer.alloc(0)] = await renderPages(open, 200);
    expect(await read(before)).toContain(SECRET);

    const area = over(secret);
    const hidden = await handIn({ ...page, blackened: [area] }, work);
    const text = await textOf(hidden);
    expect(text).not.toContain(SECRET);
    for (const other of ['Nachzahlung', 'Mustermann', 'Lindenhof'])
      expect(text, other).toContain(other);
    const [shown = Buffer.alloc(0)] = await renderPages(hidden, 200);
    expect(await read(shown)).not.toContain(SECRET);
    const file = join(folder, 'hidden.pdf');
    await writeFile(file, hidden);
    const everything = await decoded(folder, file);
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain(Buffer.from(SECRET, 'utf16le').swap16().toString('latin1'));

    // The same on the whole scan, which lies crooked and has no text layer: the finger wipes elsewhere.
    const uncut = withWholeScan(page, true);
    if (uncut === null) throw new Error('nothing was cropped here');
    const [uncutBefore = Buffer.alloc(0)] = await renderPages(await handIn(uncut, work), 200);
    const place = over(await placeOf(SECRET, uncutBefore));
    const uncutHidden = await handIn({ ...uncut, blackened: [place] }, work);
    const [uncutShown = Buffer.alloc(0)] = await renderPages(uncutHidden, 200);
    const seen = await read(uncutShown);
    expect(seen).not.toContain(SECRET);
    expect(seen).toContain('Nachzahlung');
    await writeFile(file, uncutHidden);
    expect(await decoded(folder, file)).not.toContain(SECRET);
  }, 180_000);
});
