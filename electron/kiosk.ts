import { randomInt, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configPath, loadConfig, type KioskConfig } from '../kiosk-config/index.ts';
import { createHostedScanner, parseDriverConfig } from '../scanner-bridge/index.ts';
import { PageStore } from './capture/page-store.ts';
import type { KioskView, SiteView } from './contract/view.ts';
import type { Checkpoint } from './domain/checkpoint.ts';
import type { SpawnChild } from './domain/child-port.ts';
import { isLanguage } from './domain/language.ts';
import type { JourneyRules } from './domain/next-journey.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import { failed, ok, type Result } from './domain/result.ts';
import { chooseRecipientKey } from './envelope/recipient-key.ts';
import { readRecipientKeys } from './envelope/recipient-key-folder.ts';
import { parseSigningKey, type SigningKey } from './envelope/signing-key.ts';
import {
  createJourneyRunner,
  type JourneyRunner,
  type JourneyState,
} from './journey/journey-runner.ts';
import type { Clock } from './journey/idle-clock.ts';
import type { Log } from './log/events.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { sendAt } from './upload/schedule.ts';
import { spoolFolderIn, startUploaderProcess, uploaderSettings } from './uploader-process.ts';
import { deliveryOf } from './finish-submission.ts';
import { createVisitWork, type VisitWork } from './visit-work.ts';

/** Where everything lies. */
export interface KioskPlaces {
  /** The kiosk's own folder: device.json, keys, spool, log. */
  readonly dataFolder: string;
  readonly sitesFolder: string;
  readonly sharpWasmFolder: string;
}

export interface KioskSurroundings {
  readonly places: KioskPlaces;
  readonly spawn: SpawnChild;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  readonly log: Log;
  /** Called with the whole view after every change. */
  readonly show: (view: KioskView) => void;
}

/** The kiosk without its window. */
export interface Kiosk {
  readonly view: () => KioskView;
  readonly runner: JourneyRunner;
  readonly pagePicture: VisitWork['pagePicture'];
  readonly stop: () => void;
}

const AVAILABILITY_MS = 10_000;
const SECOND = 1000;

const siteView = (config: KioskConfig): SiteView => ({
  name: config.site.name,
  languages: config.languages.filter(isLanguage),
  defaultLanguage: isLanguage(config.defaultLanguage) ? config.defaultLanguage : 'de',
  topics: config.topics,
  details: config.details,
  maxPages: config.scanner.maxPages,
  demo: config.demo,
});

const rulesOf = (config: KioskConfig): JourneyRules => {
  const { caseNumber, name } = config.details;
  const pattern = new RegExp(`^(?:${caseNumber.pattern})$`, 'u');
  return {
    ...siteView(config),
    topics: config.topics.map(({ id }) => id),
    asksDetails: caseNumber.use !== 'hidden' || name.use !== 'hidden',
    acceptsDetails: (details) =>
      (details.caseNumber === ''
        ? caseNumber.use !== 'required'
        : caseNumber.use !== 'hidden' && pattern.test(details.caseNumber)) &&
      (details.name === '' ? name.use !== 'required' : details.name.length <= name.maxLength) &&
      (details.representative ?? '').length <= name.maxLength,
  };
};

/** What must be readable before the kiosk can take papers at all. */
interface Essentials {
  readonly config: KioskConfig;
  readonly deviceKey: SigningKey;
  readonly spool: Spool;
}

const readEssentials = async ({
  places,
  log,
  clock,
  checkpoint,
}: KioskSurroundings): Promise<Result<Essentials, OutOfOrderReason>> => {
  const device = {
    deviceFile: join(places.dataFolder, 'device.json'),
    sitesFolder: places.sitesFolder,
  };
  const loaded = loadConfig(device);
  if (!loaded.ok) {
    log('configuration-refused', { faults: loaded.faults.length });
    return failed('configuration');
  }
  const { config } = loaded;
  const text = await readFile(configPath(device, config.deviceKeyFile), 'utf8').catch(() => '');
  const deviceKey = parseSigningKey(text);
  if (!deviceKey.ok) {
    log('configuration-refused', { setting: 'devicekeyfile' });
    return failed('configuration');
  }
  const spool = await openSpool({
    folder: spoolFolderIn(places.dataFolder),
    reserveBytes: config.storage.reserveMegabytes * 1e6,
    now: () => clock.now(),
    checkpoint,
  });
  return spool.ok ? ok({ config, deviceKey: deviceKey.value, spool: spool.value }) : spool;
};

const recipientOf = (folder: string, clock: Clock) => async (topic: string | null) => {
  const { keys } = await readRecipientKeys(folder);
  return chooseRecipientKey(keys, topic, clock.now());
};

/** Puts the kiosk together. Where it cannot take papers it is out of order, with the reason. */
export const startKiosk = async (
  surroundings: KioskSurroundings,
): Promise<Result<Kiosk, OutOfOrderReason>> => {
  const { places, clock, checkpoint, log, spawn } = surroundings;
  const essentials = await readEssentials(surroundings);
  if (!essentials.ok) return essentials;
  const { config, deviceKey, spool } = essentials.value;
  const driver = parseDriverConfig(config.scanner.driver);
  if (!driver.ok) {
    log('configuration-refused', { setting: 'scanner' });
    return failed('configuration');
  }
  const pagesFolder = join(places.dataFolder, 'pages');
  const cleared = await PageStore.clearLeftovers(pagesFolder);
  if (!cleared.ok) return failed('storage-failed');
  const file = (path: string): string =>
    configPath({ deviceFile: join(places.dataFolder, 'device.json'), sitesFolder: '' }, path);
  const uploader = startUploaderProcess(
    spawn,
    uploaderSettings(config, spoolFolderIn(places.dataFolder), file),
    (ms, callback) => clock.after(ms, callback),
    log,
  );
  const recipientFor = recipientOf(dirname(file(config.recipient.keyFile)), clock);
  const scanner = createHostedScanner({
    spawn: () => spawn('scanner-host'),
    driver: driver.value,
    onHostFault: ({ kind }) => log('scan-problem', { kind }),
  });
  const { source, duplex, mode, dpi, maxPages } = config.scanner;
  const work = createVisitWork({
    scanner,
    wish: { source, duplex, mode, dpi, maxPages },
    spawn,
    sharpWasmFolder: places.sharpWasmFolder,
    pagesFolder,
    caseNumberPattern:
      config.details.caseNumber.use === 'hidden' ? null : config.details.caseNumber.pattern,
    newId: randomUUID,
    log,
    accepted: () => uploader.wake(),
    submission: {
      spool,
      recipientFor,
      deviceKey,
      site: config.site.id,
      kiosk: config.kiosk,
      now: () => clock.now(),
      newId: randomUUID,
      newNumber: () => randomInt(1_000_000_000),
      deliveryOf: deliveryOf(config),
      sendAt: (acceptedAt) => sendAt(config.upload, config.openingHours, acceptedAt, acceptedAt),
      checkpoint,
    },
  });
  const site = siteView(config);
  let offered = site.topics;
  const viewOf = ({ journey, idleSecondsLeft }: JourneyState): KioskView => ({
    journey,
    site: { ...site, topics: offered },
    idle:
      idleSecondsLeft === null
        ? { phase: 'active' }
        : { phase: 'warning', secondsLeft: idleSecondsLeft },
  });
  const answerWithin = config.idle.answerWithin * SECOND;
  const runner = createJourneyRunner({
    rules: rulesOf(config),
    ports: {
      ...work.ports,
      askStanding: (reference, report) =>
        void uploader
          .lookUp(reference)
          .then((standing) => report({ kind: 'standing-known', reference, standing })),
    },
    idle: {
      step: { warnAfter: config.idle.warnAfter * SECOND, answerWithin },
      receipt: { warnAfter: config.idle.receiptFor * SECOND, answerWithin },
    },
    clock,
    newVisitId: randomUUID,
    log,
    changed: (state) => surroundings.show(viewOf(state)),
  });
  const watch = async (): Promise<void> => {
    // A topic that nothing can be sealed for is not offered; with none left nobody is led to the scanner.
    const usable = await Promise.all(
      site.topics.map(async ({ id }) => (await recipientFor(id)).ok),
    );
    offered = site.topics.filter((_, index) => usable[index]);
    const room = await spool.check();
    const noKey = offered.length === 0 ? ('no-valid-recipient-key' as const) : null;
    runner.setAvailability(noKey ?? (room.ok ? null : room.problem));
    clock.after(AVAILABILITY_MS, () => void watch());
  };
  await watch();
  log('kiosk-started');
  return ok({
    view: () => viewOf(runner.state()),
    runner,
    pagePicture: work.pagePicture,
    stop: () => {
      work.ports.wipe();
      uploader.stop();
      void scanner.close();
      log('kiosk-stopped');
    },
  });
};
