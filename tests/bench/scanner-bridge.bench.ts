import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import {
  anyDevice,
  createHostedScanner,
  parseDriverConfig,
  spawnStdioHost,
  type ScanSettings,
} from '../../scanner-bridge/index.ts';
import { startEsclSimulator } from '../simulators/escl/escl-simulator.ts';
import { bundleScannerHost } from '../support/bundle-scanner-host.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { compared, medianMs, type BenchResult } from './bench.ts';

const settings: ScanSettings = {
  source: 'feeder',
  duplex: false,
  mode: 'colour',
  dpi: 300,
  maxPages: 250,
};
const runs = 3;

/** The most memory a process ever had, as the kernel counted it (MB). */
const peakMb = (pid: string): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
};

const children = (): readonly string[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);

/** What one scan through a host in its own process took. Starting the host is not counted: it is up before any customer. */
interface Measured {
  readonly ms: number;
  readonly pages: number;
  readonly bytes: number;
  readonly hostMb: number;
  readonly mainMb: number;
}

const throughBridge = async (
  program: string,
  config: object,
  wish: ScanSettings = settings,
): Promise<Measured> => {
  const driver = parseDriverConfig(config);
  if (!driver.ok) throw new Error(driver.problem);
  const scanner = createHostedScanner({
    spawn: () => spawnStdioHost([process.execPath, program]),
    driver: driver.value,
    limits: { identicalPages: 1000 },
  });
  await scanner.capabilities(anyDevice);
  // Starts the kernel's count of this process anew.
  writeFileSync('/proc/self/clear_refs', '5');
  const started = performance.now();
  let [pages, bytes] = [0, 0];
  for await (const event of scanner.scan(anyDevice, wish, new AbortController().signal)) {
    if (event.kind === 'page') {
      pages += 1;
      bytes += event.page.image.data.length;
    }
    if (event.kind === 'end' && event.problem !== null) throw new Error(event.problem.detail);
  }
  const ms = performance.now() - started;
  const hostMb = Math.max(...children().map(peakMb));
  const mainMb = peakMb('self');
  await scanner.close();
  return { ms, pages, bytes, hostMb, mainMb };
};

/** A4 sides in colour at 300 dpi (25 MB each) from the virtual scanner's feeder, both sides of each sheet. */
const sides = (program: string, count: number): Promise<Measured> =>
  throughBridge(
    program,
    { driver: 'virtual', pageMs: 0, script: { version: 1, steps: [{ do: 'generated', count }] } },
    { ...settings, duplex: true },
  );

const memoryAndPace = async (program: string): Promise<readonly BenchResult[]> => {
  const few = await sides(program, 20);
  const many = await sides(program, 200);
  if (many.pages !== 200 || many.bytes !== 200 * 2480 * 3508 * 3)
    throw new Error(`${many.pages} sides, ${many.bytes} bytes arrived`);
  // fi-8170: a sheet of two sides in 0.8 s (published).
  const device = { name: 'a fast scanner feeds one side', value: 400 };
  return [
    compared(
      '100 sheets duplex, A4, 300 dpi, colour: one side through the bridge',
      many.ms / many.pages,
      'ms',
      device,
    ),
    compared('200 sides: peak memory of the host', many.hostMb, 'MB', {
      name: '20 sides',
      value: few.hostMb,
    }),
    compared('200 sides: peak memory of the receiver', many.mainMb, 'MB', {
      name: '20 sides',
      value: few.mainMb,
    }),
  ];
};

/** Ten sheets, all that SANE's test device has: through the bridge, and by scanimage alone into files in memory. */
const scanimage = async (program: string): Promise<BenchResult> => {
  const folder = mkdtempSync('/dev/shm/scanner-bench-');
  try {
    writeFileSync(join(folder, 'dll.conf'), 'test\n');
    const env = { ...process.env, SANE_CONFIG_DIR: folder };
    const area = ['-x', '200', '-y', '200'];
    const setup = ['--source=Automatic Document Feeder', '--mode=Color', '--depth=8'];
    const batch = ['--resolution=300', '--format=pnm', `--batch=${join(folder, 'p%d')}`];
    const alone = (): Promise<unknown> =>
      promisify(execFile)('scanimage', ['-d', 'test:0', ...setup, ...area, ...batch], { env });
    const times: number[] = [];
    const config = { driver: 'scanimage', device: 'test:0', configDir: folder };
    for (let run = 0; run < runs; run++) times.push((await throughBridge(program, config)).ms);
    const bridge = times.sort((a, b) => a - b)[runs >> 1] ?? 0;
    return compared('10 colour sheets at 300 dpi, scanimage driver', bridge, 'ms', {
      name: 'scanimage --batch alone',
      value: await medianMs(runs, alone),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A page that does not compress away: grain as on paper. */
const grainyPage = (): Promise<Uint8Array> => {
  const [width, height] = [2480, 3508];
  const random = seededRandom(7);
  const data = new Uint8Array(width * height * 3).map(() => 215 + Math.floor(random() * 24));
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 75 })
    .toBuffer();
};

/** A hundred pages over eSCL: through the bridge, and by one curl that fetches the same job. */
const escl = async (program: string): Promise<BenchResult> => {
  const simulator = await startEsclSimulator();
  try {
    const page = await grainyPage();
    const steps = Array.from({ length: 100 }, () => ({ page, type: 'image/jpeg' }));
    const curl = promisify(execFile);
    const alone = async (): Promise<void> => {
      simulator.load(steps);
      const job = `${simulator.url}/ScanJobs`;
      await curl('curl', ['-s', '-X', 'POST', '-d', '<Feeder/>', job]);
      const next = `${job}/${simulator.jobs.length}/NextDocument`;
      const fetches = [...steps, null].flatMap(() => ['-o', '/dev/null', next]);
      await curl('curl', ['-s', ...fetches]);
    };
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      simulator.load(steps);
      const seen = await throughBridge(program, { driver: 'escl', url: simulator.url });
      if (seen.bytes !== page.length * 100) throw new Error('pages are missing');
      times.push(seen.ms);
    }
    const bridge = times.sort((a, b) => a - b)[runs >> 1] ?? 0;
    const size = Math.round(page.length / 1e5) / 10;
    return compared(`100 colour pages of ${size} MB, eSCL driver`, bridge, 'ms', {
      name: 'curl, same job',
      value: await medianMs(runs, alone),
    });
  } finally {
    await simulator.close();
  }
};

/** What the bridge costs: memory, pace, and its overhead over the raw devices. Takes about two minutes. */
export const measure = async (): Promise<readonly BenchResult[]> => {
  const cache = resolve('node_modules/.cache/einwurf-tests/scanner-bench');
  const program = await bundleScannerHost(cache);
  return [...(await memoryAndPace(program)), await scanimage(program), await escl(program)];
};
