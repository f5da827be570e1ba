import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  anyDevice,
  createHostedScanner,
  parseDriverConfig,
  spawnStdioHost,
} from '../../scanner-bridge/index.ts';
import { startEsclSimulator } from '../simulators/escl/escl-simulator.ts';
import { bundleScannerHost } from '../support/bundle-scanner-host.ts';
import { encodedPage } from '../support/scanner-pages.ts';
import { compared, type BenchResult } from './bench.ts';

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const residentOf = (process: string): number => {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
};

/** This process and its hosts together (MB). */
const residentMb = (): number => {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  return ['self', ...children.filter((pid) => pid !== '')].reduce(
    (sum, pid) => sum + residentOf(pid),
    0,
  );
};

const scanAll = async (
  config: object,
  program: string,
  dpi: number,
): Promise<{ pages: number; bytes: number; peakMb: number }> => {
  const driver = parseDriverConfig(config);
  if (!driver.ok) throw new Error(driver.problem);
  const scanner = createHostedScanner({
    spawn: () => spawnStdioHost([process.execPath, program]),
    driver: driver.value,
    limits: { identicalPages: 1000 },
  });
  const settings = { source: 'feeder', duplex: false, mode: 'colour', dpi, maxPages: 250 } as const;
  let [pages, bytes, peakMb] = [0, 0, 0];
  for await (const event of scanner.scan(anyDevice, settings, new AbortController().signal)) {
    if (event.kind === 'page') {
      pages += 1;
      bytes += event.page.image.data.length;
      if (pages % 10 === 0) peakMb = Math.max(peakMb, residentMb());
    }
    if (event.kind === 'end' && event.problem !== null) throw new Error(event.problem.detail);
  }
  await scanner.close();
  return { pages, bytes, peakMb };
};

/** Ten sheets from SANE's test device: through the bridge, and by scanimage alone into files. */
const scanimageRatio = async (
  program: string,
  folder: string,
): Promise<readonly [number, number]> => {
  writeFileSync(join(folder, 'dll.conf'), 'test\n');
  const env = { ...process.env, SANE_CONFIG_DIR: folder };
  const raw = await seconds(() =>
    promisify(execFile)(
      'scanimage',
      [
        '-d',
        'test:0',
        '--source=Automatic Document Feeder',
        '--mode=Color',
        '--depth=8',
        '--resolution=300',
        '-x',
        '200',
        '-y',
        '200',
        '--format=pnm',
        `--batch=${join(folder, 'p%d')}`,
      ],
      { env },
    ),
  );
  const config = { driver: 'scanimage', device: 'test:0', configDir: folder };
  return [raw, await seconds(() => scanAll(config, program, 300))];
};

/** Twenty pages over eSCL: through the bridge, and by curl fetching the same job. */
const esclRatio = async (program: string): Promise<readonly [number, number]> => {
  const simulator = await startEsclSimulator();
  const page = await encodedPage(1, 'jpeg', 2480, 3508);
  const steps = Array.from({ length: 20 }, () => ({ page, type: 'image/jpeg' }));
  simulator.load(steps);
  const curl = (...args: string[]): Promise<{ stdout: string }> =>
    promisify(execFile)('curl', ['-s', ...args]);
  const raw = await seconds(async () => {
    await curl('-X', 'POST', '-d', '<Feeder/>', `${simulator.url}/ScanJobs`);
    for (let index = 0; index <= steps.length; index++)
      await curl('-o', '/dev/null', `${simulator.url}/ScanJobs/1/NextDocument`);
  });
  simulator.load(steps);
  const bridge = await seconds(() => scanAll({ driver: 'escl', url: simulator.url }, program, 300));
  await simulator.close();
  return [raw, bridge];
};

/** What the bridge costs: 200 A4 images in colour at 300 dpi, and its overhead over the raw devices. */
export const measure = async (): Promise<BenchResult[]> => {
  const program = await bundleScannerHost(
    resolve('node_modules/.cache/einwurf-tests/scanner-bench'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'scanner-bench-'));
  try {
    const script = { version: 1, steps: [{ do: 'generated', count: 200 }] };
    const virtual = { driver: 'virtual', pageMs: 0, script };
    const started = performance.now();
    const many = await scanAll(virtual, program, 300);
    const perImageMs = (performance.now() - started) / many.pages;
    const few = await scanAll(
      { ...virtual, script: { version: 1, steps: [{ do: 'generated', count: 20 }] } },
      program,
      300,
    );
    const [rawScanimage, bridgeScanimage] = await scanimageRatio(program, folder);
    const [rawEscl, bridgeEscl] = await esclRatio(program);
    // fi-8170: a sheet of two sides in 0.8 s (published).
    const device = { name: 'a fast scanner feeds one side', value: 400 };
    return [
      compared(
        '200 A4 images, colour, 300 dpi: one image through the bridge',
        perImageMs,
        'ms',
        device,
      ),
      compared('peak memory of host and receiver, 200 images', many.peakMb, 'MB', {
        name: '20 images',
        value: few.peakMb,
      }),
      compared('10 colour sheets, scanimage driver', bridgeScanimage, 's', {
        name: 'scanimage --batch into files',
        value: rawScanimage,
      }),
      compared('20 colour pages, eSCL driver', bridgeEscl, 's', {
        name: 'curl, same job',
        value: rawEscl,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
