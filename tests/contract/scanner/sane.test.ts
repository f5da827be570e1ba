import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createHostedScanner,
  parseDriverConfig,
  type ScanEvent,
  type Scanner,
  type ScanSettings,
} from '../../../scanner-bridge/index.ts';
import type { DriverContext } from '../../../scanner-bridge/drivers/driver-context.ts';
import { runBatch } from '../../../scanner-bridge/drivers/scanimage/batch.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';
import { twainPicture } from '../../support/twain-picture.ts';
import { createPnmReader } from '../../../scanner-bridge/drivers/scanimage/pnm.ts';
import { defectOf } from '../../../scanner-bridge/page-image.ts';
import { observe } from './observe.ts';

const folder = mkdtempSync(join(tmpdir(), 'scanner-sane-'));
writeFileSync(join(folder, 'dll.conf'), 'test\npnm\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scannerFor = (config: object): Scanner => {
  const driver = parseDriverConfig({ driver: 'scanimage', configDir: folder, ...config });
  if (!driver.ok) throw new Error(driver.problem);
  const limits = { identicalPages: 1000 };
  return createHostedScanner({ spawn: spawnInProcess, driver: driver.value, limits });
};
const settings: ScanSettings = {
  source: 'feeder',
  duplex: false,
  mode: 'grey',
  dpi: 75,
  maxPages: 50,
};

describe("SANE's test device", () => {
  test('gives the ten sheets of its feeder and ends well', async () => {
    const scanner = scannerFor({ device: 'test:0' });
    const seen = await observe(scanner, settings);
    expect([seen.problem, seen.counted]).toEqual([null, 10]);
    await scanner.close();
  });

  test.each([
    ['SANE_STATUS_UNSUPPORTED', 'refused-settings'],
    ['SANE_STATUS_CANCELLED', 'cancelled'],
    ['SANE_STATUS_DEVICE_BUSY', 'busy'],
    ['SANE_STATUS_INVAL', 'unplugged'],
    ['SANE_STATUS_EOF', 'corrupt-page'],
    ['SANE_STATUS_JAMMED', 'jam'],
    ['SANE_STATUS_NO_DOCS', 'nothing-loaded'],
    ['SANE_STATUS_COVER_OPEN', 'cover-open'],
    ['SANE_STATUS_IO_ERROR', 'offline'],
    ['SANE_STATUS_NO_MEM', 'driver-crashed'],
    ['SANE_STATUS_ACCESS_DENIED', 'no-scanner'],
  ])('%s while reading is %s and keeps its name', async (status, kind) => {
    const scanner = scannerFor({ device: 'test:0', options: { 'read-return-value': status } });
    const { problem, counted } = await observe(scanner, settings);
    expect([problem?.kind, counted]).toEqual([kind, 0]);
    if (status !== 'SANE_STATUS_EOF') expect(problem?.detail).toContain(status);
    await scanner.close();
  });

  test('a scanimage that crashes in the middle of a page leaves the pages before it and no half one', async () => {
    // Dies as a crashing backend does: by a signal, after the third page has begun.
    const wrapper = join(folder, 'crashing');
    writeFileSync(
      wrapper,
      `#!/bin/sh
case "$*" in *--batch=*) ;; *) exec scanimage "$@";; esac
mkfifo ${folder}/said; exec 3<&0; scanimage "$@" <&3 2>${folder}/said & victim=$!
while read -r line; do echo "$line" >&2; case "$line" in *"Scanning page 3"*) kill -SEGV $victim;; esac; done <${folder}/said
rm ${folder}/said; wait $victim; kill -SEGV $$
`,
      { mode: 0o755 },
    );
    const options = { 'read-delay': 'yes', 'read-delay-duration': '20000' };
    const scanner = scannerFor({ device: 'test:0', program: wrapper, options });
    const seen = await observe(scanner, settings);
    expect([seen.problem?.kind, seen.counted]).toEqual(['driver-crashed', 2]);
    expect(seen.pages.map(({ image }) => defectOf(image))).toEqual([null, null]);
    await scanner.close();
  });

  test('an unknown option is refused with its words', async () => {
    const scanner = scannerFor({ device: 'test:0', options: { nonsense: '1' } });
    expect((await observe(scanner, settings)).problem?.kind).toBe('refused-settings');
    await scanner.close();
  });

  test('a device that is not there is no scanner', async () => {
    const scanner = scannerFor({ device: 'nowhere:7' });
    expect(await scanner.list()).toEqual([]);
    expect((await observe(scanner, settings)).problem?.kind).toBe('no-scanner');
    await scanner.close();
  });

  test('a slow device tells its progress', async () => {
    const options = { 'read-delay': 'yes', 'read-delay-duration': '20000' };
    const scanner = scannerFor({ device: 'test:0', options });
    const seen = await observe(scanner, { ...settings, source: 'glass' });
    expect(seen.events.filter((kind) => kind === 'progress').length).toBeGreaterThan(1);
    await scanner.close();
  });

  test('without a program there is no scanner', async () => {
    const scanner = scannerFor({ device: 'test:0', program: '/nonexistent/scanimage' });
    expect((await observe(scanner, settings)).problem?.kind).toBe('no-scanner');
    await scanner.close();
  });
});

describe('a backend that never comes back from what went wrong', () => {
  test('is ended after a while, and the customer hears what it was', async () => {
    // SANE's test device does so now and then; this one always, and it does not listen to a polite request.
    const program = join(folder, 'stuck');
    writeFileSync(
      program,
      `#!/bin/sh
trap '' INT
echo 'Place document no. 1 on the scanner.' >&2; read -r line
echo 'scanimage: sane_read: Document feeder jammed' >&2
echo 'Scanned page 1. (scanner status = 6)' >&2
exec sleep 600
`,
      { mode: 0o755 },
    );
    const driver = parseDriverConfig({ driver: 'scanimage', program });
    if (!driver.ok || driver.value.driver !== 'scanimage') throw new Error('not the driver meant');
    const waits: number[] = [];
    const context: DriverContext = {
      note: null,
      keepNote: () => undefined,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
    };
    const batch = { args: [], source: 'feeder', duplex: false, dpi: 75 } as const;
    const events: ScanEvent[] = [];
    const signal = new AbortController().signal;
    for await (const event of runBatch({ ...batch, config: driver.value }, context, signal))
      events.push(event);
    expect(events).toMatchObject([{ kind: 'end', problem: { kind: 'jam' }, pages: 0 }]);
    expect(waits).toEqual([5000, 2000]);
  });
});

describe("SANE's pnm device", () => {
  const picture = (bits: 8 | 24): string => {
    const { widthPx, heightPx, channels, data } = twainPicture(7, 301, 207, bits);
    const file = join(folder, `page-${bits}.pnm`);
    writeFileSync(
      file,
      Buffer.concat([
        Buffer.from(`P${channels === 3 ? 6 : 5}\n${widthPx} ${heightPx}\n255\n`),
        data,
      ]),
    );
    return file;
  };

  test('a header on one line is read like one on three', () => {
    const [page] = createPnmReader().push(Buffer.from('P5 2 2 255 abcd'));
    expect(page).toMatchObject({ widthPx: 2, heightPx: 2, channels: 1 });
  });

  test.each([8, 24] as const)('a page of %i bit arrives pixel-equal', async (bits) => {
    const scanner = scannerFor({ device: 'pnm:0', options: { filename: picture(bits) } });
    const seen = await observe(scanner, { ...settings, source: 'glass', mode: 'colour', dpi: 300 });
    const image = seen.pages[0]?.image;
    expect([seen.problem, seen.counted]).toEqual([null, 1]);
    const expected = twainPicture(7, 301, 207, bits);
    expect(image?.format === 'raw' && [image.widthPx, image.heightPx, image.channels]).toEqual([
      301,
      207,
      expected.channels,
    ]);
    expect(Buffer.from(image?.data ?? []).equals(expected.data)).toBe(true);
    await scanner.close();
  });
});

describe('no page byte becomes a file', () => {
  test('pages arrive from a scanimage that may not write a single byte to any file', async () => {
    // A limit of 0 bytes on files ends every program that writes to one; pipes are not bound by it.
    const wrapper = join(folder, 'no-files');
    writeFileSync(wrapper, '#!/bin/sh\nexec prlimit --fsize=0 scanimage "$@"\n', { mode: 0o755 });
    const scanner = scannerFor({ device: 'test:0', program: wrapper });
    expect((await observe(scanner, settings)).counted).toBe(10);
    await scanner.close();
  });

  test('while it scans, its folder holds pipes only, and afterwards it is gone', async () => {
    const folders = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`einwurf-scan-${process.pid}-`));
    const kinds: boolean[] = [];
    const scanner = scannerFor({ device: 'test:0' });
    await observe(scanner, settings, {
      onEvent: ({ kind }) => {
        if (kind !== 'page') return;
        for (const name of folders())
          for (const file of readdirSync(join(tmpdir(), name)))
            kinds.push(statSync(join(tmpdir(), name, file)).isFIFO());
      },
    });
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.every(Boolean)).toBe(true);
    expect(folders()).toEqual([]);
    await scanner.close();
  });
});
