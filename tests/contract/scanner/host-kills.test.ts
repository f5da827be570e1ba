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

const kills = Number(process.env['EINWURF_SCANNER_KILLS'] ?? 300);
const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 75, maxPages: 5000 } as const;
let program = '';

beforeAll(async () => {
  program = await bundleScannerHost(resolve('node_modules/.cache/einwurf-tests/scanner-kills'));
}, 60_000);

const virtual = (steps: readonly object[]) => {
  const config = parseDriverConfig({
    driver: 'virtual',
    pageMs: 1,
    paper: { widthMm: 40, heightMm: 30 },
    script: { version: 1, steps },
  });
  if (!config.ok) throw new Error(config.problem);
  return config.value;
};

test(`the host killed ${kills} times: no page shown is lost or comes twice, and the next scan goes on`, async () => {
  const hosts: { readonly port: ChildPort; alive: boolean }[] = [];
  const spawn = (): ChildPort => {
    const host = { port: spawnStdioHost([process.execPath, program]), alive: true };
    host.port.onExit(() => (host.alive = false));
    hosts.push(host);
    return host.port;
  };
  const scanner = createHostedScanner({
    spawn,
    driver: virtual([{ do: 'generated', count: 10_000 }]),
  });
  const shown: number[] = [];
  const endings = new Map<string, number>();
  const recoveries: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const victimAfter = kill % 4;
    const started = performance.now();
    let pages = 0;
    let first = true;
    for await (const event of scanner.scan(anyDevice, settings, new AbortController().signal)) {
      if (first) recoveries.push(performance.now() - started);
      first = false;
      if (event.kind === 'page') {
        shown.push(await numberOn(event.page.image));
        pages += 1;
      }
      if (event.kind === 'end') {
        const kind = event.problem?.kind ?? 'none';
        endings.set(kind, (endings.get(kind) ?? 0) + 1);
      } else if (pages >= victimAfter) {
        const victim = hosts.find(({ alive }) => alive);
        if (victim !== undefined) {
          victim.alive = false;
          victim.port.kill();
        }
      }
    }
  }
  await scanner.close();
  // Told, not asserted: how long a process takes to start is the machine's load as much as ours.
  const sorted = recoveries.sort((a, b) => a - b);
  const [median = 0, slowest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  console.log(
    `${kills} kills: ${shown.length} pages, recovery median ${Math.round(median)} ms, slowest ${Math.round(slowest)} ms, ${sorted.filter((ms) => ms > 2000).length} of them over 2 s`,
  );
  expect(Object.fromEntries(endings)).toEqual({ 'driver-crashed': kills });
  expect(shown).toEqual(Array.from({ length: shown.length }, (_, index) => index + 1));
}, 1_200_000);

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
