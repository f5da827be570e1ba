import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { app, session } from 'electron';
import type { KioskView } from './contract/view.ts';
import { noCheckpoint, type Checkpoint } from './domain/checkpoint.ts';
import { exitCodes, type ExitReason } from './domain/exit-code.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import type { Clock } from './journey/idle-clock.ts';
import type { StartProblem } from './essentials.ts';
import { startKiosk, type Kiosk } from './kiosk.ts';
import type { Log } from './log/events.ts';
import { openLogFile } from './log/log-file.ts';
import { placeOfError } from './log/place-of-error.ts';
import { childProcesses } from './shell/child-processes.ts';
import { reduceChromium } from './shell/chromium-switches.ts';
import { forbidCoreDumps } from './shell/core-dumps.ts';
import { inspectLockdown } from './shell/inspect-lockdown.ts';
import { hostRequests } from './shell/ipc-host.ts';
import { leaveWindow, lockWindow } from './shell/leave-window.ts';
import { lockEverything } from './shell/lockdown.ts';
import { declareKioskScheme, serveKiosk } from './shell/protocol.ts';
import { receiptPages } from './shell/receipt-page.ts';
import { endScreen, followScreen } from './shell/screen-watch.ts';
import { startRefusal } from './shell/start-refusal.ts';
import { lookForSecretService, osSecretStore } from './shell/os-secret-store.ts';
import { openKioskWindow, type KioskWindow } from './shell/window.ts';
import { watchHeadset } from './speech/headset.ts';
import { espeakSpeaker } from './speech/speaker.ts';
import { watchHeartbeat } from './watchdog/heartbeat.ts';
import { connectService, keepTelling } from './watchdog/service-link.ts';

const dataArgument = process.argv.find((word) => word.startsWith('--data='));
const dataFolder = resolve(dataArgument?.slice('--data='.length) ?? 'data/kiosk');
const resources = app.isPackaged ? process.resourcesPath : app.getAppPath();

const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** What is shown when there is no configuration to show anything else from. */
const outOfOrderView = (reason: OutOfOrderReason): KioskView => ({
  journey: { step: 'out-of-order', reason },
  idle: { phase: 'active' },
  site: {
    name: '',
    languages: ['de'],
    defaultLanguage: 'de',
    topics: [],
    details: {
      caseNumber: { use: 'hidden', pattern: '', example: '' },
      name: { use: 'hidden', maxLength: 10 },
    },
    maxPages: 1,
    device: { shape: 'upright-feeder', writing: 'either' },
    printsReceipts: false,
    signVideos: [],
    demo: false,
  },
});

/** Exit code of a start that was refused (sysexits.h: wrong usage). Starting again in the same way is of no use. */
const REFUSED = exitCodes['refused-to-start'];

const refusals = {
  'no-key-store':
    'Einwurf does not start: this kiosk is not a demo, and there is nothing on this machine to keep its signing key in. ' +
    'Hand the key over as a systemd credential, or unlock a key store for this account (docs/operations/key-store.md).',
  'credential-on-disk':
    'Einwurf does not start: $CREDENTIALS_DIRECTORY lies on a disk. Only the service manager may set it ' +
    '(docs/operations/key-store.md).',
} as const;

/** A kiosk in use without a place for its key shows nothing at all, rather than a screen that takes papers. */
const refuseWithoutKeyStore = (problem: StartProblem): OutOfOrderReason | null => {
  if (problem !== 'no-key-store' && problem !== 'credential-on-disk') return problem;
  process.stderr.write(`${refusals[problem]}\n`);
  app.exit(REFUSED);
  return null;
};

/** Where there is no configuration to say otherwise, ms. */
const SCREEN_SILENT_MS = 10_000;

/** Where a service manager started the kiosk: tells it that the kiosk is there, and goes on telling. */
const tellService = async (log: Log): Promise<void> => {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = process.env;
  if (socket === undefined) return;
  const link = await connectService(socket, process.platform);
  if (link?.tell('READY=1') !== true) {
    log('service-unreachable');
    return;
  }
  const everyMs = Number(watchdog) / 1000 / 3;
  if (everyMs > 0) keepTelling(link, everyMs, (ms, callback) => systemClock.after(ms, callback));
};

/** What a test build may replace; the product replaces nothing. */
export interface ApplicationParts {
  readonly checkpoint?: Checkpoint;
  /** Folder with the programs of the child processes. */
  readonly programFolder?: string;
}

const run = async ({
  checkpoint = noCheckpoint,
  programFolder = join(app.getAppPath(), 'out', 'main'),
}: ApplicationParts): Promise<void> => {
  const log = openLogFile(join(dataFolder, 'log', 'kiosk.jsonl'), Date.now);
  declareKioskScheme();
  reduceChromium();
  lookForSecretService(process.env);
  lockEverything(log);
  await app.whenReady();
  let kiosk: Kiosk | null = null;
  let screens: KioskWindow | null = null;
  let headset: boolean | null = null;
  const withHeadset = (shown: KioskView): KioskView =>
    headset === null ? shown : { ...shown, headset };
  /** Ends the application; whoever started it knows by the code what to do next. */
  const end = (reason: ExitReason): void => {
    log('restart-wanted', { reason });
    kiosk?.stop();
    screens?.release();
    app.exit(exitCodes[reason]);
  };
  process.on('uncaughtException', (error) => {
    log('unexpected-error', { where: 'main', ...placeOfError(error) });
    screens?.release();
    app.exit(exitCodes.failed);
  });
  process.on('unhandledRejection', (reason) => {
    log('unexpected-error', { where: 'promise', ...placeOfError(reason) });
  });
  // In memory: no "persist:".
  const kioskSession = session.fromPartition('kiosk');
  serveKiosk(kioskSession, join(app.getAppPath(), 'out', 'renderer'), {
    pagePicture: async (id, size) => (await kiosk?.pagePicture(id, size)) ?? null,
    signVideo: async (name) => (await kiosk?.signVideo(name)) ?? null,
  });
  const started = await startKiosk({
    places: {
      dataFolder,
      sitesFolder: join(app.getAppPath(), 'kiosk-config', 'sites'),
      sharpWasmFolder: app.isPackaged
        ? join(resources, 'sharp-wasm')
        : join(resources, 'electron', 'document', 'sharp-wasm'),
    },
    spawn: childProcesses(programFolder),
    clock: systemClock,
    checkpoint,
    log,
    show: (view) => screens?.show(withHeadset(view)),
    application: {
      version: app.getVersion(),
      restart: () => end('restart'),
      leaveKiosk: () => {
        if (screens !== null) leaveWindow(screens.window);
      },
      lockAgain: () => {
        if (screens !== null) lockWindow(screens.window, app.isPackaged);
      },
    },
    lockdownGaps: () => inspectLockdown(dataFolder, process.env),
    secretStore: osSecretStore,
    receiptPdf: receiptPages(join(app.getAppPath(), 'out', 'renderer')),
    credentialsFolder: process.env.CREDENTIALS_DIRECTORY,
  });
  if (started.ok) kiosk = started.value;
  const reason = started.ok ? null : refuseWithoutKeyStore(started.problem);
  if (!started.ok && reason === null) return;
  const speaker = espeakSpeaker('espeak-ng', () => log('speech-unavailable'));
  const view = (): KioskView =>
    withHeadset(kiosk?.view() ?? outOfOrderView(reason ?? 'configuration'));
  watchHeadset(
    () => readFile('/proc/asound/pcm', 'utf8').catch(() => null),
    (ms, callback) => systemClock.after(ms, callback),
    (plugged) => {
      headset = plugged;
      screens?.show(view());
    },
  );
  const line = hostRequests(
    {
      'current-view': view,
      'customer-event': (event) => {
        kiosk?.customer(event);
        return null;
      },
      activity: () => {
        kiosk?.activity();
        return null;
      },
      speak: (utterance) => {
        speaker.say(utterance);
        return null;
      },
      attendant: (request) => {
        kiosk?.attendant.request(request);
        return null;
      },
      heartbeat: () => {
        heartbeat.heard();
        return null;
      },
    },
    () => screens?.window ?? null,
    log,
    Date.now,
  );
  const heartbeat = watchHeartbeat(
    (ms, callback) => systemClock.after(ms, callback),
    kiosk?.screenSilentForMs ?? SCREEN_SILENT_MS,
    () => {
      log('renderer-silent');
      if (screens !== null) endScreen(screens.window);
    },
  );
  const opened = openKioskWindow({
    preload: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
    session: kioskSession,
    fullScreen: app.isPackaged,
    tell: (shown) => line.notify('view-changed', shown),
    leaving: line.forget,
    opened: (window) => followScreen(window, heartbeat, () => kiosk?.crashed('renderer')),
    log,
  });
  screens = opened;
  app.on('before-quit', () => opened.release());
  await tellService(log);
  for (const gap of await inspectLockdown(dataFolder, process.env)) log('lockdown-gap', { gap });
  app.on('will-quit', () => {
    speaker.close();
    kiosk?.stop();
  });
  // A kiosk ends when it is told to, never because its window is gone.
  app.on('window-all-closed', () => undefined);
};

const refuseStart = (name: string): never => {
  // The name alone: a value could be anything. The log is not opened for somebody who plays with the start.
  process.stderr.write(`Einwurf does not start with "${name}" (docs/security.md).\n`);
  return process.exit(REFUSED);
};

/** The kiosk as an Electron application: one instance per data folder. */
export const runApplication = (parts: ApplicationParts = {}): void => {
  const refusal = app.isPackaged
    ? startRefusal({ args: process.argv.slice(1), env: process.env })
    : null;
  if (refusal !== null) refuseStart(refusal.name);
  forbidCoreDumps();
  app.enableSandbox();
  app.setPath('userData', join(dataFolder, 'profile'));
  if (app.requestSingleInstanceLock()) void run(parts);
  else app.quit();
};
