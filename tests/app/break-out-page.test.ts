import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { driverOf } from '../../setup/demo-files.ts';
import { startDisplay, type Display } from '../../setup/display.mjs';
import type { LaunchedKiosk } from '../../setup/launch-kiosk.ts';
import { ordinaryAccount } from '../../setup/test-account.mjs';
import { readableApplication } from '../../setup/staged-application.mjs';
import { pageAttempts } from './break-out/page-scripts.ts';
import { requestAttempts } from './break-out/requests.ts';
import { touchAttempts } from './break-out/touch.ts';
import { startDemoSite, type DemoSite } from './support/demo-site.ts';
import { clipboardOf, programsOf, windowsOn } from './support/desk.ts';

let site: DemoSite;
let kiosk: LaunchedKiosk;
let display: Display;
let canary: Server;
let stun: Socket;
/** What reached the canary servers. */
const heard: string[] = [];

const portOf = (server: Server | Socket): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  canary = createServer((request, response) => {
    heard.push(`http ${request.url ?? ''}`);
    response.setHeader('Access-Control-Allow-Origin', '*').end('heard');
  });
  canary.on('connection', () => heard.push('a connection'));
  canary.on('upgrade', (_request, socket) => socket.destroy());
  stun = createSocket('udp4', () => heard.push('a datagram'));
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve));
  site = await startDemoSite(driverOf('virtual'));
  display = await startDisplay(ordinaryAccount());
  kiosk = await site.launch({ display });
  await kiosk.page.waitForSelector('[data-step="attract"]');
}, 120_000);

afterAll(async () => {
  await kiosk.close();
  display.stop();
  canary.close();
  stun.close();
  await site.stop();
});

/**
 * Runs a script inside the kiosk's page as if with a finger on the screen. Through the main process: the page may
 * be thrown away under the script.
 */
const inPage = (script: string, limitMs = 900): Promise<string> =>
  kiosk.application.evaluate(
    async ({ BrowserWindow }, { code, limitMs }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const ran = contents?.executeJavaScript(code, true) as Promise<unknown> | undefined;
      const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), limitMs));
      return JSON.stringify((await Promise.race([ran?.catch(() => 'failed'), late])) ?? null);
    },
    { code: script, limitMs },
  );

const fill = (script: string): string =>
  script
    .replaceAll('CANARY', `127.0.0.1:${portOf(canary)}`)
    .replaceAll('STUN', `127.0.0.1:${portOf(stun)}`);

const wrapped = (body: string): string =>
  `(async () => { try { return (await (async () => { ${fill(body)} })()) ? 'succeeded' : 'denied'; }
    catch { return 'denied'; } })()`;

/** What the application's windows are. */
const standing = () =>
  kiosk.application.evaluate(({ BrowserWindow, webContents, screen }) => {
    const [window, ...others] = BrowserWindow.getAllWindows();
    const contents = window?.webContents;
    return {
      others: others.length,
      contents: webContents.getAllWebContents().length,
      url: contents?.getURL(),
      zoom: contents?.getZoomFactor(),
      devTools: contents?.isDevToolsOpened(),
      printing: false,
      size: window?.getContentSize().join(),
      displays: screen.getAllDisplays().length,
    };
  });

const windowsHere = (): readonly string[] => windowsOn(display.name);

/** Waits until the screens are drawn. */
const drawn = (): Promise<boolean> =>
  vi.waitUntil(
    async () =>
      (await inPage(`document.querySelector('[data-step]')?.dataset.step ?? ''`)) === '"attract"',
    { timeout: 8_000, interval: 50 },
  );

/** Back to the first screen: a finger may begin a visit, that is what the screen is for. */
const home = (): Promise<boolean> =>
  vi.waitUntil(
    async () => {
      const step = await inPage(`document.querySelector('[data-step]')?.dataset.step ?? ''`);
      if (step === '"attract"') return true;
      const kind = step === '"language"' ? 'back' : 'end';
      await inPage(`window.kiosk.request('customer-event', { kind: '${kind}' })`);
      return false;
    },
    { timeout: 20_000, interval: 200 },
  );

const logged = (event: string): number =>
  readFileSync(join(site.kioskFolder, 'log', 'kiosk.jsonl'), 'utf8').split(`"${event}"`).length - 1;

it('there is no process for cameras, nor for sound', async () => {
  const services = await kiosk.application.evaluate(({ app }) =>
    app.getAppMetrics().map(({ serviceName = '' }) => serviceName),
  );
  expect(services.filter((name) => /video_capture|audio/.test(name))).toEqual([]);
});

// First: later the page is thrown away, and with it the way its fingers come in.
describe('fingers on the glass', () => {
  it(`get nowhere in ${touchAttempts.length} attempts`, async () => {
    const before = { standing: await standing(), windows: windowsHere() };
    const page = kiosk.application.windows()[0];
    if (page === undefined) throw new Error('no window');
    const fingers = await page.context().newCDPSession(page);
    const succeeded: string[] = [];
    for (const { name, how } of touchAttempts) {
      let down = 0;
      for (const { fingers: positions, waitMs = 15 } of how) {
        const type = positions.length === 0 ? 'touchEnd' : down === 0 ? 'touchStart' : 'touchMove';
        const touchPoints = positions.map(([x, y], id) => ({ x: x * 1280, y: y * 800, id }));
        await fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
        down = positions.length;
        await delay(waitMs);
      }
      await delay(100);
      const scale = await inPage('[visualViewport.scale, scrollX, scrollY].join()');
      if (scale !== '"1,0,0"') succeeded.push(`${name}: ${scale}`);
      const after = { standing: await standing(), windows: windowsHere() };
      if (JSON.stringify(after) !== JSON.stringify(before))
        succeeded.push(`${name}: ${JSON.stringify(after)}`);
      await home().catch(() => succeeded.push(`${name}: another screen`));
    }
    expect(succeeded).toEqual([]);
  }, 120_000);
});

describe('somebody who runs a script in the page', () => {
  it(`gets nowhere in ${pageAttempts.length} attempts`, async () => {
    const before = { standing: await standing(), windows: windowsHere() };
    // Something that somebody copied before.
    await kiosk.application.evaluate(({ clipboard }) => {
      void clipboard.writeText('from before');
    });
    const succeeded: string[] = [];
    for (const { name, how, expected } of pageAttempts) {
      const framesDenied = logged('frame-denied');
      const answer = await inPage(wrapped(how));
      if (expected !== 'denied')
        await vi
          .waitUntil(() => logged('frame-denied') > framesDenied, { timeout: 5_000, interval: 50 })
          .catch(() => succeeded.push(`${name}: the page was left as it is`));
      await drawn().catch(() => succeeded.push(`${name}: the screens are gone`));
      const after = { standing: await standing(), windows: windowsHere() };
      if (answer === '"succeeded"') succeeded.push(name);
      if (JSON.stringify(after) !== JSON.stringify(before))
        succeeded.push(`${name}: ${JSON.stringify(after)}`);
      if (heard.length > 0) succeeded.push(`${name}: ${heard.splice(0).join()}`);
      // One that got out spoils the sight of all others.
      if (succeeded.length > 3) break;
    }
    // What takes its time: a chooser, a dialog, a packet.
    await delay(1000);
    expect(succeeded).toEqual([]);
    expect({ standing: await standing(), windows: windowsHere() }).toEqual(before);
    expect(heard).toEqual([]);
    expect(programsOf(kiosk.pid)).toHaveLength(1);
    expect(clipboardOf(display.name, 'clipboard')).toBe('from before');
  }, 600_000);

  it('would be heard: the canary hears who can reach it', async () => {
    await fetch(`http://127.0.0.1:${portOf(canary)}/`);
    expect(heard.splice(0)).toContain('http /');
  });
});

/** The page's own way to the main process, for scripts. */
const ASK = `const ask = (name, request) => window.kiosk.request(name, request);`;

const inOtherWindow = async (script: string): Promise<string> => {
  const preload = join(await readableApplication(ordinaryAccount()), 'out/preload/preload.cjs');
  return kiosk.application.evaluate(
    async ({ BrowserWindow }, { preload, script }) => {
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload, sandbox: true, partition: 'kiosk' },
      });
      try {
        await other.loadURL('einwurf://kiosk/');
        return JSON.stringify(
          await (other.webContents.executeJavaScript(script) as Promise<unknown>).catch(
            () => 'refused',
          ),
        );
      } finally {
        other.destroy();
      }
    },
    { preload, script },
  );
};

describe('somebody who talks to the main process', () => {
  it(`gets nowhere in ${requestAttempts.length} attempts`, async () => {
    const succeeded: string[] = [];
    for (const { name, how, expected } of requestAttempts) {
      await vi.waitUntil(
        async () => (await inPage(`window.kiosk.request('activity', null)`)) === 'null',
        { timeout: 10_000, interval: 300 },
      );
      const script = `(async () => { ${ASK} try { return JSON.stringify(await (async () => { ${how.script} })() ?? null); }
        catch { return 'refused'; } })()`;
      const answer =
        how.from === 'kiosk' ? await inPage(script, 20_000) : await inOtherWindow(script);
      if (answer !== (expected === 'refused' ? '"refused"' : '"null"'))
        succeeded.push(`${name}: ${answer}`);
      await drawn().catch(() => succeeded.push(`${name}: the journey went on`));
      if (succeeded.length > 3) break;
    }
    expect(succeeded).toEqual([]);
  }, 300_000);

  it('cannot fill the log with refusals', () => {
    expect(logged('request-refused')).toBeLessThan(60);
  });
});
