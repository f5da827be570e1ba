// Runs under Windows' Node.js in Wine: each plan is one scan with a fresh driver; what it told is written as JSON.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  parseDriverConfig,
  type ScanEvent,
  type ScanSettings,
} from '../../../scanner-bridge/index.ts';
import { createDriver } from '../../../scanner-bridge/drivers/index.ts';

/** One scan to run. */
export interface RoundTripPlan {
  readonly title: string;
  readonly driver: object;
  readonly settings: ScanSettings;
  /** What lies in the simulated feeder; null for a source that is not ours. */
  readonly stack: string | null;
}

/** What it told. */
export interface RoundTripResult {
  readonly title: string;
  readonly devices: readonly string[];
  readonly pages: readonly {
    readonly size: string;
    readonly sha256: string;
    readonly dpi: number;
  }[];
  readonly problem: string | null;
}

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(ms, 1000)));

const pageOf = ({
  page,
}: Extract<ScanEvent, { kind: 'page' }>): RoundTripResult['pages'][number] => ({
  size:
    page.image.format === 'raw'
      ? `${page.image.widthPx}x${page.image.heightPx}x${page.image.channels}`
      : page.image.format,
  sha256: createHash('sha256').update(page.image.data).digest('hex'),
  dpi: page.dpi,
});

const run = async (plan: RoundTripPlan): Promise<RoundTripResult> => {
  const config = parseDriverConfig(plan.driver);
  if (!config.ok) throw new Error(config.problem);
  const stackPath = process.env['EINWURF_TWAIN_STACK'];
  if (plan.stack !== null && stackPath !== undefined) writeFileSync(stackPath, plan.stack);
  const driver = createDriver(config.value, { wait, note: null, keepNote: () => undefined });
  const devices = await driver.list();
  const pages: RoundTripResult['pages'][number][] = [];
  let problem: string | null = null;
  const never = new AbortController().signal;
  for await (const event of driver.scan(devices[0]?.id ?? 'none', plan.settings, never)) {
    if (event.kind === 'page') pages.push(pageOf(event));
    if (event.kind === 'end') problem = event.problem === null ? null : event.problem.kind;
  }
  await driver.close();
  return { title: plan.title, devices: devices.map(({ id }) => id), pages, problem };
};

const [planFile = '', resultFile = ''] = process.argv.slice(2);
const main = async (): Promise<void> => {
  const plans = JSON.parse(readFileSync(planFile, 'utf8')) as RoundTripPlan[];
  const results: RoundTripResult[] = [];
  for (const plan of plans) {
    results.push(await run(plan));
    writeFileSync(resultFile, JSON.stringify(results));
  }
};
main().catch((error: unknown) => {
  writeFileSync(
    `${resultFile}.error`,
    error instanceof Error ? (error.stack ?? error.message) : 'unknown',
  );
  process.exit(1);
});
