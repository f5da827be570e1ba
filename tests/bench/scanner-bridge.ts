import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const scanAll = async (config: object, program: string, dpi: number): Promise<{ pages: number; bytes: number; peakMb: number }> => {
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
      peakMb = Math.max(peakMb, process.memoryUsage().rss / 1024 / 1024);
    }
    if (event.kind === 'end' && event.problem !== null) throw new Error(event.problem.detail);
  }
  await scanner.close();
  return { pages, bytes, peakMb };
};

/** Ten sheets from SANE's test device: through the bridge, and by scanimage alone into a pipe nobody looks at. */
const scanimageRatio = async (program: string, folder: string): Promise<readonly [number, number]> => {
  writeFileSync(join(folder, 'dll.conf'), 'test\n');
  const env = { ...process.env, SANE_CONFIG_DIR: folder };
  const raw = await seconds(() =>
    promisify(execFile)(
      'scanimage',
      ['-d', 'test:0', '--source=Automatic Document Feeder', '--mode=Color', '--depth=8', '--resolution=300', '-x', '200', '-y', '200', '--format=pnm', `--batch=${join(folder, 'p%d')}`],
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
  const curl = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)('curl', ['-s', ...args]);
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
export const measureScannerBridge = async (): Promise<readonly { readonly what: string; readonly value: string }[]> => {
  const program = await bundleScannerHost(resolve('node_modules/.cache/einwurf-tests/scanner-bench'));
  const folder = mkdtempSync(join(tmpdir(), 'scanner-bench-'));
  try {
    const before = process.memoryUsage().rss / 1024 / 1024;
    const script = { version: 1, steps: [{ do: 'generated', count: 200 }] };
    let many = { pages: 0, bytes: 0, peakMb: 0 };
    const took = await seconds(async () => {
      many = await scanAll({ driver: 'virtual', pageMs: 0, script }, program, 300);
    });
    const [rawScanimage, bridgeScanimage] = await scanimageRatio(program, folder);
    const [rawEscl, bridgeEscl] = await esclRatio(program);
    const ratio = (ours: number, raw: number): string =>
      `${(ours / raw).toFixed(2)} (${ours.toFixed(2)} s to ${raw.toFixed(2)} s)`;
    return [
      { what: '200 A4 images, colour, 300 dpi, through the bridge', value: `${many.pages} images, ${((took / many.pages) * 1000).toFixed(0)} ms an image` },
      { what: 'memory of the receiving process, peak over start', value: `${(many.peakMb - before).toFixed(0)} MB for ${(many.bytes / 1024 / 1024).toFixed(0)} MB of pages` },
      { what: 'scanimage driver to scanimage --batch, 10 sheets', value: ratio(bridgeScanimage, rawScanimage) },
      { what: 'eSCL driver to curl, 20 sheets', value: ratio(bridgeEscl, rawEscl) },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
