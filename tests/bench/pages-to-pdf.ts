import { readFile, writeFile } from 'node:fs/promises';
import { startDocumentWorker } from '../../electron/document/document-worker.ts';
import { workerProcesses } from '../support/document-worker-child.ts';

/** The kiosk's work on a stack as a program: `pages-to-pdf.ts WORKER OUT.pdf LANGUAGES|none IMAGE...`, 300 dpi. */
const [program = '', out = '', languages = 'none', ...files] = process.argv.slice(2);
const worker = startDocumentWorker({
  spawn: workerProcesses(program).spawn,
  sharpWasmFolder: '',
  processes: 2,
});
worker.start();

const made = async (file: string) => {
  const data = new Uint8Array(await readFile(file));
  const taken = await worker.ingest({ format: 'jpeg', data }, 300, { treat: true });
  if (!taken.ok) throw new Error(`${file}: ${taken.problem}`);
  const { original, treatment, suggestedRotation: rotation } = taken.value;
  const page = await worker.prepare(original, 300, treatment);
  if (!page.ok) throw new Error(`${file}: ${page.problem}`);
  const { prepared } = page.value;
  const read = languages === 'none' ? null : await worker.read(prepared, [languages], rotation);
  const words = read?.ok === true ? (read.value ?? []) : [];
  return { original: new Uint8Array(), rotation, dpi: 300, prepared, words };
};

/** Two pages at a time, in order, as the kiosk has them: one being taken in, one being prepared. */
async function* pages() {
  const ahead = files.slice(0, 3).map(made);
  let next = ahead.length;
  for (;;) {
    const page = ahead.shift();
    if (page === undefined) return;
    const done = await page;
    const file = files[next];
    if (file !== undefined) ahead.push(made(file));
    next += 1;
    yield done;
  }
}

const built = await worker.buildPdf(pages(), {
  createdAt: new Date().toISOString(),
  title: 'Unterlagen',
});
worker.stop();
if (!built.ok) throw new Error(built.problem);
await writeFile(out, built.value.pdf);
