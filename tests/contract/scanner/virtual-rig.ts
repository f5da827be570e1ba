import {
  createHostedScanner,
  parseDriverConfig,
  type ChildPort,
} from '../../../scanner-bridge/index.ts';
import type { Happening, Rig } from './rig.ts';

const stepFor = (happening: Happening): object => {
  switch (happening) {
    case 'page':
      return { do: 'generated', count: 1 };
    case 'same-page-for-ever':
      return { do: 'never-ending' };
    default:
      return { do: happening };
  }
};

/** The virtual scanner, in the given kind of host. */
export const virtualRig = (name: string, spawn: () => ChildPort, crashes: boolean): Rig => ({
  name,
  can: [
    'page',
    'jam',
    'double-feed',
    'cover-open',
    'corrupt',
    'hang',
    ...(crashes ? (['crash'] as const) : []),
    'unplug',
    'busy',
    'offline',
    'same-page-for-ever',
    'glass',
    'duplex',
    'greyscale',
  ],
  why: {
    crash: 'its host is this very process; the next rig crashes',
    shared: 'nobody else can reach it',
    reload: 'what lies in it stands in its script',
    'senses-paper': 'its paper stands in its script: virtual-paper.test.ts',
  },
  settings: { source: 'auto', duplex: false, mode: 'colour', dpi: 100, maxPages: 100 },
  open: (stack) => {
    const config = parseDriverConfig({
      driver: 'virtual',
      pageMs: 0,
      sources: ['feeder', 'glass'],
      paper: { widthMm: 40, heightMm: 56 },
      script: {
        version: 1,
        steps: [...stack.map(stepFor), { do: 'end' }, { do: 'nothing-loaded', times: 1000 }].slice(
          stack.length === 0 ? 1 : 0,
        ),
        afterwards: 'nothing-loaded',
      },
    });
    if (!config.ok) throw new Error(config.problem);
    // A scanner that hangs must be told from a machine that has other things to do for two seconds.
    const limits = { hangMs: 5000, eventMs: 3000, cancelMs: 3000 };
    return Promise.resolve(createHostedScanner({ spawn, driver: config.value, limits }));
  },
  close: () => Promise.resolve(),
});
