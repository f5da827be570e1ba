// `npm run scanners`: lets site IT look at and try scanners without the kiosk. See scanner-bridge/README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { curableBy, isScanProblem } from '../index.ts';
import { createHostedScanner, spawnStdioHost } from '../index.ts';
import { anyDevice, type Scanner, type ScannerCapabilities, type ScanProblem } from '../index.ts';
import { parseWish, usage, type Wish } from './arguments.ts';
import { pageFile } from './page-file.ts';

const host = fileURLToPath(new URL('../host/host-main.ts', import.meta.url));
const watchEveryMs = 2000;

const problemText = ({ kind, detail }: ScanProblem): string =>
  `${kind} (${detail}); can be cured by the ${curableBy(kind)}`;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const capabilityRows = (can: ScannerCapabilities): readonly (readonly string[])[] => [
  ['paper from', can.sources.join(', ')],
  ['both sides', can.duplex ? 'yes' : 'no'],
  ['modes', can.modes.join(', ')],
  ['dpi', can.resolutions.join(', ')],
  ['senses paper', can.sensesPaper ? 'yes' : 'no'],
];

/** What a command found out: for people, for programs, and whether it went well. */
interface Outcome {
  readonly text: string;
  readonly report: object;
  readonly good: boolean;
}

const list = async (scanner: Scanner): Promise<Outcome> => {
  const devices = await scanner.list();
  const rows = [
    ['ID', 'MANUFACTURER', 'MODEL'],
    ...devices.map((d) => [d.id, d.manufacturer, d.model]),
  ];
  const text = devices.length === 0 ? 'No scanner found.' : table(rows);
  return { text, report: { devices }, good: devices.length > 0 };
};

const capabilities = async (scanner: Scanner): Promise<Outcome> => {
  const can = await scanner.capabilities(anyDevice);
  return isScanProblem(can)
    ? { text: problemText(can), report: { problem: can }, good: false }
    : { text: table(capabilityRows(can)), report: { capabilities: can }, good: true };
};

const scan = async (scanner: Scanner, wish: Wish): Promise<Outcome> => {
  mkdirSync(wish.out, { recursive: true });
  const files: string[] = [];
  const settings = {
    source: wish.source,
    duplex: wish.duplex,
    mode: wish.mode,
    dpi: wish.dpi,
    maxPages: wish.pages,
  };
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  let problem: ScanProblem | null = null;
  for await (const event of scanner.scan(anyDevice, settings, abort.signal)) {
    if (event.kind === 'end') ({ problem } = event);
    else if (event.kind === 'progress') {
      const unknown = event.waiting === true ? 'the scanner is in use, waiting' : '…';
      const percent = event.fraction === null ? unknown : `${Math.round(event.fraction * 100)} %`;
      if (!wish.json) process.stderr.write(`\rpage ${event.sequence}: ${percent}   `);
    } else {
      const { extension, parts } = pageFile(event.page.image);
      const file = join(
        wish.out,
        `page-${String(event.page.sequence).padStart(3, '0')}.${extension}`,
      );
      writeFileSync(file, Buffer.concat(parts));
      files.push(file);
      if (!wish.json)
        process.stderr.write(`\r${file}, ${event.page.dpi} dpi, ${event.page.side}\n`);
    }
  }
  const ending = problem === null ? 'All paper was taken.' : `Ended early: ${problemText(problem)}`;
  const text = `${files.length} pages. ${ending}`;
  return { text, report: { settings, files, problem }, good: problem === null };
};

/** Tells whenever a scanner appears or goes, until interrupted. */
const watch = async (scanner: Scanner): Promise<Outcome> => {
  let before = '';
  let stopped = false;
  let wake = (): void => undefined;
  process.once('SIGINT', () => {
    stopped = true;
    wake();
  });
  const changes: string[] = [];
  while (!stopped as boolean) {
    const now = (await scanner.list()).map(({ id }) => id).join(', ') || 'no scanner';
    if (now !== before) {
      changes.push(now);
      console.log(`${new Date().toISOString()}  ${now}`);
    }
    before = now;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, watchEveryMs);
    });
  }
  return { text: 'Stopped.', report: { changes }, good: true };
};

const doctor = async (scanner: Scanner, wish: Wish): Promise<Outcome> => {
  const found = await list(scanner);
  const can = found.good ? await capabilities(scanner) : null;
  const advice = found.good
    ? 'Lay a sheet in and try: npm run scanners -- scan'
    : {
        virtual: 'The virtual scanner is unplugged by its script.',
        scanimage:
          'Is sane-utils installed, the scanner on, and does `scanimage -L` list it for this user?',
        escl: 'Is the scanner on and in this network? Give its address: --device http://ADDRESS/eSCL',
        twain: 'Is the data source manager installed (64 bit)? Give its file: --dsm FILE',
      }[wish.driver.driver];
  const rows = [
    ['system', `${process.platform} ${process.arch}, Node.js ${process.versions.node}`],
    ['driver', wish.driver.driver],
  ];
  const text = [table(rows), found.text, can?.text, advice]
    .filter((part) => part !== undefined)
    .join('\n\n');
  const report = { system: rows, ...found.report, ...can?.report, advice };
  return { text, report, good: found.good && (can?.good ?? false) };
};

const runCommand = (scanner: Scanner, wish: Wish): Promise<Outcome> => {
  switch (wish.command) {
    case 'list':
      return list(scanner);
    case 'caps':
      return capabilities(scanner);
    case 'scan':
      return scan(scanner, wish);
    case 'watch':
      return watch(scanner);
    case 'doctor':
      return doctor(scanner, wish);
  }
};

const main = async (): Promise<number> => {
  const wish = parseWish(process.argv.slice(2));
  if (typeof wish === 'string') {
    console.error(`${wish}\n\n${usage}`);
    return 2;
  }
  const scanner = createHostedScanner({
    spawn: () => spawnStdioHost([process.execPath, '--import', 'tsx', host]),
    driver: wish.driver,
    onHostFault: (fault) => console.error(`The driver's process was replaced: ${fault.detail}`),
  });
  const { text, report, good } = await runCommand(scanner, wish);
  await scanner.close();
  const whole = JSON.stringify(
    { command: wish.command, driver: wish.driver, good, ...report },
    null,
    2,
  );
  console.log(wish.json ? whole : text);
  if (wish.command === 'scan' || wish.command === 'doctor') {
    mkdirSync(wish.out, { recursive: true });
    writeFileSync(join(wish.out, `scanners-${wish.command}.json`), `${whole}\n`);
  }
  return good ? 0 : 1;
};

process.exitCode = await main();
