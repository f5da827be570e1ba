import { join, resolve } from 'node:path';
import { app, session } from 'electron';
import type { KioskView } from './contract/view.ts';
import type { Clock } from './journey/idle-clock.ts';
import { startKiosk, type Kiosk } from './kiosk.ts';
import { openLogFile } from './log/log-file.ts';
import { childProcesses } from './shell/child-processes.ts';
import { hostRequests, notify } from './shell/ipc-host.ts';
import { lockContents, lockSession } from './shell/lockdown.ts';
import { declareKioskScheme, serveKiosk } from './shell/protocol.ts';
import { openKioskWindow } from './shell/window.ts';
import { espeakSpeaker } from './speech/speaker.ts';

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

const outOfOrderView = (reason: string): KioskView =>
  ({
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
      demo: false,
    },
  }) as KioskView;

const run = async (): Promise<void> => {
  const log = openLogFile(join(dataFolder, 'log', 'kiosk.jsonl'), Date.now);
  declareKioskScheme();
  lockContents(log);
  await app.whenReady();
  let kiosk: Kiosk | null = null;
  const kioskSession = session.fromPartition('kiosk');
  lockSession(kioskSession);
  serveKiosk(
    kioskSession,
    join(app.getAppPath(), 'out', 'renderer'),
    async (id, size) => (await kiosk?.pagePicture(id, size)) ?? null,
  );
  const started = await startKiosk({
    places: {
      dataFolder,
      sitesFolder: join(app.getAppPath(), 'kiosk-config', 'sites'),
      sharpWasmFolder: app.isPackaged
        ? join(resources, 'sharp-wasm')
        : join(resources, 'electron', 'document', 'sharp-wasm'),
    },
    spawn: childProcesses(join(app.getAppPath(), 'out', 'main')),
    clock: systemClock,
    log,
    show: (view) => notify(window, 'view-changed', view),
  });
  if (started.ok) kiosk = started.value;
  const speaker = espeakSpeaker('espeak-ng', () => log('speech-unavailable'));
  const view = (): KioskView =>
    kiosk?.view() ?? outOfOrderView(started.ok ? 'configuration' : started.problem);
  hostRequests(
    {
      'current-view': view,
      'customer-event': (event) => {
        kiosk?.runner.customer(event);
        return null;
      },
      activity: () => {
        kiosk?.runner.activity();
        return null;
      },
      speak: (utterance) => {
        speaker.say(utterance);
        return null;
      },
    },
    log,
  );
  const window = openKioskWindow({
    preload: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
    fullScreen: app.isPackaged,
    log,
  });
  app.on('will-quit', () => {
    speaker.close();
    kiosk?.stop();
  });
  app.on('window-all-closed', () => app.quit());
};

app.setPath('userData', join(dataFolder, 'profile'));
if (app.requestSingleInstanceLock()) void run();
else app.quit();
