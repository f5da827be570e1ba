import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  anyDevice,
  createHostedScanner,
  parseDriverConfig,
  spawnStdioHost,
  type ChildPort,
} from '../../../scanner-bridge/index.ts';
import { bundleScannerHost } from '../../support/bundle-scanner-host.ts';
import { numberOn } from '../../support/scanner-pages.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const kills = Number(process.env['EINWURF_SCANNER_KILLS'] ?? 40);
const seed = Number(process.env['EINWURF_SEED'] ?? Date.now() % 1_000_000);
const longestScanMs = 400;
const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 75, maxPages: 5000 } as const;
let program = '';

beforeAll(async () => {
  program = await bundleScannerHost(resolve('node_modules/.cache/einwurf-tests/scanner-kills'));
});

const virtual = (steps: readonly object[]) => {
  const config = parseDriverConfig({
    driver: 'virtual',
    pageMs: 10,
    paper: { widthMm: 40, heightMm: 30 },
    script: { version: 1, steps },
  });
  if (!config.ok) throw new Error(config.problem);
  return config.value;
};

/** What a series of killed hosts came to. */
interface Killed {
  readonly endings: ReadonlySet<string>;
  readonly shown: readonly number[];
  /** From each kill to the first word of the next scan, ms. */
  readonly recoveries: readonly number[];
}

/** Kills the host in use again and again, each time at a random moment of a scan; now and then the spare one with it. */
const killAtRandom = async (times: number, random: () => number): Promise<Killed> => {
  const hosts: { readonly port: ChildPort; alive: boolean }[] = [];
  const spawn = (): ChildPort => {
    const host = { port: spawnStdioHost([process.execPath, program]), alive: true };
    host.port.onExit(() => (host.alive = false));
    hosts.push(host);
    return host.port;
  };
  /** The host in use is always the oldest one alive. */
  const killOldest = (count: number): void => {
    for (const victim of hosts.filter(({ alive }) => alive).slice(0, count)) {
      victim.alive = false;
      victim.port.kill();
    }
  };
  const scanner = createHostedScanner({
    spawn,
    driver: virtual([{ do: 'generated', count: 10_000 }]),
  });
  const endings = new Set<string>();
  const shown: number[] = [];
  const recoveries: number[] = [];
  const killedAt: number[] = [];
  for (let kills = 0; kills < times; kills++) {
    const timers: NodeJS.Timeout[] = [];
    const murder = (): void => {
      killedAt.push(performance.now());
      killOldest(random() < 0.1 ? 2 : 1);
    };
    for await (const event of scanner.scan(anyDevice, settings, new AbortController().signal)) {
      if (timers.length === 0) timers.push(setTimeout(murder, random() * longestScanMs));
      const at = event.kind === 'end' ? undefined : killedAt.pop();
      if (at !== undefined) recoveries.push(performance.now() - at);
      if (event.kind === 'page') shown.push(await numberOn(event.page.image));
      if (event.kind === 'end') endings.add(event.problem?.kind ?? 'none');
    }
    timers.forEach(clearTimeout);
  }
  await scanner.close();
  return { endings, shown, recoveries };
};

test(`the host killed ${kills} times at random moments: no page shown is lost or comes twice, and the next scan goes on`, async () => {
  console.log(`EINWURF_SEED=${seed}`);
  const { endings, shown, recoveries } = await killAtRandom(kills, seededRandom(seed));
  // Told, not asserted: how long a process takes to start is the machine's load as much as ours.
  const sorted = [...recoveries].sort((a, b) => a - b);
  const [median = 0, slowest = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  console.log(
    `${kills} kills: ${shown.length} pages, ready again after ${Math.round(median)} ms (median), ${Math.round(slowest)} ms (slowest), ${sorted.filter((ms) => ms > 2000).length} times after more than 2 s`,
  );
  expect([...endings]).toEqual(['driver-crashed']);
  expect(shown).toEqual(Array.from({ length: shown.length }, (_, index) => index + 1));
}, 1_200_000);

test('with the host in use and the spare gone at once, the next scan waits for a new one instead of failing', async () => {
  const ports: ChildPort[] = [];
  const scanner = createHostedScanner({
    spawn: () => {
      const port = spawnStdioHost([process.execPath, program]);
      ports.push(port);
      return port;
    },
    driver: virtual([{ do: 'generated', count: 1 }, { do: 'end' }]),
  });
  await scanner.capabilities(anyDevice);
  // The third, too: it dies before it was up, which makes the pool hold back.
  for (let gone = 0; gone < 3; gone++) {
    ports.forEach((port) => port.kill());
    await new Promise(setImmediate);
  }
  expect(await scanner.capabilities(anyDevice)).toMatchObject({ duplex: true });
  await scanner.close();
}, 20_000);

test('a host that never comes up is not started over and over', async () => {
  let starts = 0;
  const scanner = createHostedScanner({
    spawn: () => {
      starts += 1;
      return spawnStdioHost([process.execPath, '-e', 'process.exit(3)']);
    },
    driver: virtual([{ do: 'generated', count: 1 }]),
  });
  expect(await scanner.capabilities(anyDevice)).toMatchObject({ kind: 'driver-crashed' });
  expect(starts).toBeLessThan(10);
  await scanner.close();
}, 20_000);

test('a host that loses its parent ends by itself', async () => {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end();
  const code = await new Promise((resolveExit) => child.once('exit', resolveExit));
  expect(code).toBe(0);
}, 20_000);
