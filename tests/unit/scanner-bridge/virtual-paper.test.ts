import { expect, test } from 'vitest';
import {
  anyDevice,
  createHostedScanner,
  parseDriverConfig,
  type ScanEvent,
} from '../../../scanner-bridge/index.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';

/** What a scan tells when paper is laid in after the device has looked for it twice in vain. */
const scanWith = async (
  waitForPaperMs: number,
  sensesPaper: boolean,
): Promise<ScanEvent | undefined> => {
  const none = { do: 'nothing-loaded', times: 2 };
  const script = { version: 1, steps: [none, { do: 'generated', count: 2 }, { do: 'end' }] };
  const config = parseDriverConfig({ driver: 'virtual', pageMs: 0, sensesPaper, script });
  if (!config.ok) throw new Error(config.problem);
  const scanner = createHostedScanner({ spawn: spawnInProcess, driver: config.value });
  const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 75, maxPages: 9 } as const;
  let last: ScanEvent | undefined;
  const { signal } = new AbortController();
  for await (const event of scanner.scan(anyDevice, { ...settings, waitForPaperMs }, signal))
    last = event;
  await scanner.close();
  return last;
};

test('a virtual scanner that senses paper starts by itself when it is laid in', async () => {
  expect(await scanWith(20_000, true)).toEqual({ kind: 'end', problem: null, pages: 2 });
});

test('looks find no paper until it is laid in, and none once it is taken', async () => {
  const script = {
    version: 1,
    steps: [{ do: 'nothing-loaded', times: 2 }, { do: 'generated', count: 2 }, { do: 'end' }],
  };
  const config = parseDriverConfig({ driver: 'virtual', pageMs: 0, sensesPaper: true, script });
  if (!config.ok) throw new Error(config.problem);
  const scanner = createHostedScanner({ spawn: spawnInProcess, driver: config.value });
  const look = (): Promise<boolean | null> => scanner.feelsPaper(anyDevice);
  expect([await look(), await look(), await look(), await look()]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  const { signal } = new AbortController();
  const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 75, maxPages: 9 } as const;
  for await (const event of scanner.scan(anyDevice, settings, signal))
    if (event.kind === 'end') expect(event.pages).toBe(2);
  expect(await look()).toBe(false);
  await scanner.close();
});

test.each([
  ['is not asked to wait', 0, true],
  ['cannot sense paper', 20_000, false],
])('one that %s says that nothing is loaded', async (_what, waitMs, senses) => {
  expect(await scanWith(waitMs, senses)).toMatchObject({ problem: { kind: 'nothing-loaded' } });
});
