import {
  createHostedScanner,
  parseDriverConfig,
  type DriverConfig,
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

const encoded = new Map<number, Promise<Uint8Array>>();
const pageNumber = (number: number): Promise<Uint8Array> => {
  const page = encoded.get(number) ?? encodedPage(number, 'png');
  encoded.set(number, page);
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
    else if (happening === 'page')
      steps.push({ page: await pageNumber(++number), type: 'image/png' });
    else if (happening === 'corrupt')
      steps.push({ brokenOff: (await pageNumber(999)).subarray(0, 300) });
    else if (happening === 'unplug') steps.push({ cutConnection: true });
    else if (happening === 'hang') steps.push({ silent: true });
    else if (happening === 'same-page-for-ever')
      for (let times = 0; times < 60; times++)
        steps.push({ page: await pageNumber(1), type: 'image/png' });
  }
  return steps;
};

const deviationsFor = (stack: readonly Happening[]): Partial<Deviations> =>
  stack.includes('busy') ? { busyJobs: 1 } : {};

/** A driver that reaches our simulated eSCL device, directly or through another program. */
export const esclRig = async (
  name: string,
  can: Rig['can'],
  configFor: (url: string) => object,
): Promise<Rig & { readonly simulator: EsclSimulator }> => {
  const simulator = await startEsclSimulator();
  const driver = parseDriverConfig(configFor(simulator.url));
  if (!driver.ok) throw new Error(driver.problem);
  const config: DriverConfig = driver.value;
  let loading: Promise<void> = Promise.resolve();
  const load = async (stack: readonly Happening[]): Promise<void> =>
    simulator.load(await stepsFor(stack), deviationsFor(stack));
  return {
    name,
    can,
    simulator,
    settings: { source: 'feeder', duplex: false, mode: 'colour', dpi: 100, maxPages: 100 },
    open: async (stack) => {
      await loading;
      simulator.powerCycle();
      await load(stack);
      return createHostedScanner({
        spawn: spawnInProcess,
        driver: config,
        limits: { eventMs: 3000, hangMs: 10_000 },
      });
    },
    reload: (stack) => {
      loading = load(stack);
    },
    fed: () => simulator.taken(),
    close: () => simulator.close(),
  };
};
