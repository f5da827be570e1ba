import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createHostedScanner,
  parseDriverConfig,
  type ChildPort,
} from '../../../scanner-bridge/index.ts';
import type { Happening, Rig } from './rig.ts';

const stackFile = (stack: readonly Happening[]): string => {
  let number = 0;
  return stack.map((what) => (what === 'page' ? `page ${++number}\n` : `${what}\n`)).join('');
};

/** Our data source behind a data source manager of version 2 (callbacks, its own memory functions), compiled for this machine. */
export const twainRig = async (scratch: string, spawn: () => ChildPort): Promise<Rig> => {
  const dsm = join(scratch, 'libtwaindsm.so');
  const stack = join(scratch, 'stack.txt');
  await promisify(execFile)('gcc', [
    '-O2',
    '-shared',
    '-fPIC',
    '-fvisibility=hidden',
    '-o',
    dsm,
    'tests/simulators/twain/source.c',
    '-lpthread',
  ]);
  process.env['EINWURF_TWAIN_STACK'] = stack;
  const config = parseDriverConfig({ driver: 'twain', dsm, readyMs: 2000 });
  if (!config.ok) throw new Error(config.problem);
  return {
    name: 'twain',
    can: [
      'page',
      'jam',
      'double-feed',
      'cover-open',
      'corrupt',
      'hang',
      'crash',
      'unplug',
      'offline',
      'same-page-for-ever',
      'glass',
      'duplex',
      'greyscale',
      'senses-paper',
      'busy',
      'reload',
    ],
    why: { shared: 'the simulated source does not know of other processes' },
    settings: { source: 'auto', duplex: false, mode: 'colour', dpi: 100, maxPages: 100 },
    open: (things) => {
      writeFileSync(stack, stackFile(things));
      const limits = { hangMs: 1000, heartbeatMs: 200 };
      return Promise.resolve(createHostedScanner({ spawn, driver: config.value, limits }));
    },
    reload: (things) => writeFileSync(stack, stackFile(things)),
    close: () => Promise.resolve(),
  };
};
