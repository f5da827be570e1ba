import { existsSync, mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { driverOf } from '../../setup/demo-files.ts';
import { startDisplay, type Display } from '../../setup/display.mjs';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import { keyboardAttempts } from './break-out/keyboard.ts';
import { changeAttempts, startAttempts } from './break-out/starts.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import {
  clipboardOf,
  differenceOf,
  listeningOf,
  pictureOf,
  programsOf,
  windowsOn,
  xdotool,
} from './support/desk.ts';
import {
  installedApplication,
  startAsAccount,
  startInstalled,
  type StartedProgram,
} from './support/installed-kiosk.ts';

let site: DemoSite;
let installed: string;
let display: Display;
let kiosk: StartedProgram;
let canaryFolder: string;

const log = (): string => {
  const file = join(site.kioskFolder, 'log', 'kiosk.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

beforeAll(async () => {
  installed = await installedApplication();
  site = await startDemoSite(driverOf('virtual'));
  display = await startDisplay(ordinaryAccount());
  canaryFolder = mkdtempSync(join(tmpdir(), 'einwurf-canary-'));
  chmodSync(canaryFolder, 0o777);
  kiosk = startInstalled({ installed, display, args: [`--data=${site.kioskFolder}`] });
  const started = (): boolean =>
    log().includes('"kiosk-started"') &&
    windowsOn(display.name).some((name) => name.startsWith('"Einwurf"'));
  await vi.waitUntil(started, { timeout: 60_000, interval: 200 });
  xdotool(display.name, ['search', '--sync', '--name', '^Einwurf$', 'windowfocus']);
  xdotool(display.name, ['mousemove', '640', '90']);
}, 240_000);

afterAll(async () => {
  kiosk.child.kill('SIGTERM');
  await kiosk.ended;
  display.stop();
  await site.stop();
  rmSync(canaryFolder, { recursive: true, force: true });
});

/** The picture on the display, and the places in it that an animation changes by itself. */
const watchPicture = async () => {
  const picture = pictureOf(display.name);
  const moving = new Set<number>();
  for (let look = 0; look < 12; look += 1) {
    await delay(400);
    pictureOf(display.name).forEach((pixel, at) => {
      if (pixel !== picture[at]) moving.add(at);
    });
  }
  return { picture, moving };
};

/** More than this of the display is no animation that was missed. */
const CHANGED = 0.01;

const sameWindows = [expect.stringMatching(/^"Einwurf" (1280x800|1279x799)\+0\+0$/)];

describe('somebody at the keyboard of an installed kiosk', () => {
  it('sees one window as large as the display, one program, no open port', () => {
    // Without a window manager Chromium leaves out the last pixel of an X display.
    expect(windowsOn(display.name)).toEqual(sameWindows);
    expect(programsOf(kiosk.child.pid ?? 0)).toEqual([join(installed, 'einwurf')]);
    expect(listeningOf(kiosk.child.pid ?? 0)).toEqual([]);
  });

  it(`gets nowhere in ${keyboardAttempts.length} attempts`, async () => {
    await delay(1500);
    const { picture, moving } = await watchPicture();
    const staysIn = (): boolean =>
      isDeepStrictEqual(windowsOn(display.name), before) &&
      programsOf(kiosk.child.pid ?? 0).length === 1;
    const isAsBefore = (): boolean =>
      staysIn() && differenceOf(picture, pictureOf(display.name), moving) < CHANGED;
    const before = windowsOn(display.name);
    const succeeded: string[] = [];
    for (const { name, how, expected } of keyboardAttempts) {
      for (const command of how) xdotool(display.name, command);
      xdotool(display.name, ['mousemove', '640', '90']);
      const same = await vi

        .waitUntil(expected.startsWith('nothing') ? isAsBefore : staysIn, {
          timeout: 3_000,
          interval: 100,
        })
        .catch(() => false);
      if (!same) succeeded.push(name);
      // One that got out spoils the sight of all others.
      if (succeeded.length > 3) break;
    }
    expect(succeeded).toEqual([]);
    expect(kiosk.child.exitCode).toBeNull();
    expect(listeningOf(kiosk.child.pid ?? 0)).toEqual([]);
    for (const selection of ['clipboard', 'primary'] as const)
      expect(clipboardOf(display.name, selection)).toBe('');
    // The same look sees what is allowed: the clicks of the last attempts began a visit.
    expect(isAsBefore()).toBe(false);
  }, 600_000);
});

describe('somebody who can start programs', () => {
  it('cannot start a second kiosk over the first', async () => {
    const second = startInstalled({ installed, display, args: [`--data=${site.kioskFolder}`] });
    expect(await second.ended).toBe(0);
    expect(windowsOn(display.name)).toEqual(sameWindows);
    expect(kiosk.child.exitCode).toBeNull();
  });

  it.each(startAttempts.map((attempt, index) => ({ ...attempt, index })))(
    '$name: refused',
    async ({ how, index }) => {
      const canary = join(canaryFolder, String(index));
      const fill = (text: string): string => text.replaceAll('CANARY', canary);
      const env = Object.fromEntries(
        Object.entries(how.env ?? {}).map(([name, value]) => [name, fill(value)]),
      );
      const data = how.withoutData === true ? [] : [`--data=${canaryFolder}/data`];
      const args = [...data, ...(how.args ?? []).map(fill)];
      const started = startInstalled({ installed, display, args, env });
      const timer = setTimeout(() => started.child.kill('SIGKILL'), 20_000);
      const code = await started.ended;
      clearTimeout(timer);
      // 64: refused by the kiosk; anything else, above 0 and without a signal, by Electron itself.
      expect(code).toBeGreaterThan(0);
      expect(existsSync(canary)).toBe(false);
      expect(existsSync(join(canaryFolder, 'data'))).toBe(false);
      expect(windowsOn(display.name)).toEqual(sameWindows);
    },
  );

  it.each(changeAttempts)('with the account of the kiosk cannot $name', async ({ how }) => {
    const [program = '', ...args] = how.map((word) => word.replaceAll('INSTALLED', installed));
    const tried = startAsAccount(program, args, { LC_ALL: 'C' });
    expect(await tried.ended).toBeGreaterThan(0);
    expect(tried.output()).toMatch(/Permission denied/);
  });
});

/** Electron's fuse wire: a sentinel, version, length, then one character per fuse (electron/fuses, README). */
const fusesOf = (program: string): string => {
  const bytes = readFileSync(program);
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const at = bytes.indexOf(sentinel);
  const wire = bytes.subarray(at + sentinel.length);
  return wire.subarray(2, 2 + (wire[1] ?? 0)).toString('latin1');
};

it('the installed program has its fuses as they should be', () => {
  const [runAsNode, cookies, nodeOptions, inspect, integrity, onlyArchive] = fusesOf(
    join(installed, 'einwurf'),
  );
  expect({ runAsNode, cookies, nodeOptions, inspect, integrity, onlyArchive }).toEqual({
    runAsNode: '0',
    cookies: '1',
    nodeOptions: '0',
    inspect: '0',
    integrity: '1',
    onlyArchive: '1',
  });
});
