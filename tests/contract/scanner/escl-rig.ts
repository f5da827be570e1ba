import {
  createHostedScanner,
  parseDriverConfig,
  type ChildPort,
  type DriverConfig,
  type Scanner,
} from '../../../scanner-bridge/index.ts';
import {
  startEsclSimulator,
  type Deviations,
  type EsclSimulator,
  type FeedStep,
} from '../../simulators/escl/escl-simulator.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';
import { encodedPage } from '../../support/scanner-pages.ts';
import type { Happening, Rig } from './rig.ts';

const encoded = new Map<string, Promise<Uint8Array>>();
const pageNumber = (number: number, grey = false): Promise<Uint8Array> => {
  const name = `${number} ${grey}`;
  const page = encoded.get(name) ?? encodedPage(number, 'png', { grey });
  encoded.set(name, page);
  return page;
};

const adfStates: Partial<Record<Happening, string>> = {
  jam: 'Jam',
  'double-feed': 'MultipickDetected',
  // The one word for it that sane-airscan knows too.
  'cover-open': 'DoorOpen',
};

const stepsFor = async (stack: readonly Happening[]): Promise<readonly FeedStep[]> => {
  let number = 0;
  const steps: FeedStep[] = [];
  for (const happening of stack) {
    const adf = adfStates[happening];
    if (adf !== undefined) steps.push({ adf });
    else if (happening === 'page') steps.push(await pageStep(++number));
    else if (happening === 'corrupt')
      steps.push({ brokenOff: (await pageNumber(999)).subarray(0, 300) });
    else if (happening === 'unplug') steps.push({ cutConnection: true });
    else if (happening === 'hang') steps.push({ silent: true });
    else if (happening === 'same-page-for-ever')
      for (let times = 0; times < 60; times++) steps.push(await pageStep(1));
  }
  return steps;
};

const deviationsFor = (
  stack: readonly Happening[],
  feedMs: number,
  looks: number,
): Partial<Deviations> => ({
  ...(stack.includes('busy') ? { busyJobs: 1 } : {}),
  ...(stack.includes('offline') ? { cutRequests: looks } : {}),
  pageMs: Math.ceil(feedMs / Math.max(1, stack.length)),
});

/** A page that is grey where grey is asked for. */
const pageStep = async (number: number): Promise<FeedStep> => ({
  page: await pageNumber(number),
  grey: await pageNumber(number, true),
  type: 'image/png',
});

/** How a rig differs from the driver that speaks eSCL itself. */
interface EsclRigOptions {
  /** How long the device takes for a whole stack, ms. */
  readonly feedMs?: number;
  /** How often the driver asks a device that does not answer before it says so. */
  readonly looks?: number;
  readonly why?: Rig['why'];
  /** In which kind of host the driver lives. */
  readonly spawnFor?: (stack: readonly Happening[]) => () => ChildPort;
}

/** A driver that reaches our simulated eSCL device, directly or through another program. */
export const esclRig = async (
  name: string,
  can: Rig['can'],
  configFor: (url: string) => object,
  { feedMs = 0, looks = 2, why = {}, spawnFor = () => spawnInProcess }: EsclRigOptions = {},
): Promise<Rig & { readonly simulator: EsclSimulator }> => {
  const simulator = await startEsclSimulator();
  const driver = parseDriverConfig(configFor(simulator.url));
  if (!driver.ok) throw new Error(driver.problem);
  const config: DriverConfig = driver.value;
  let loading: Promise<void> = Promise.resolve();
  const load = async (stack: readonly Happening[]): Promise<void> =>
    simulator.load(await stepsFor(stack), deviationsFor(stack, feedMs, looks));
  const openScanner = (spawn: () => ChildPort): Scanner =>
    createHostedScanner({ spawn, driver: config, limits: { eventMs: 3000, hangMs: 10_000 } });
  return {
    name,
    can,
    why,
    simulator,
    settings: { source: 'feeder', duplex: false, mode: 'colour', dpi: 100, maxPages: 100 },
    open: async (stack) => {
      await loading;
      simulator.powerCycle();
      await load(stack);
      return openScanner(spawnFor(stack));
    },
    openAnother: () => openScanner(spawnInProcess),
    reload: (stack) => {
      loading = load(stack);
    },
    idle: () => simulator.idle(),
    fed: () => simulator.taken(),
    close: () => simulator.close(),
  };
};
