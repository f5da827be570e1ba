import { randomInt, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { configPath, loadConfig, type KioskConfig } from '../kiosk-config/index.ts';
import { createHostedScanner, parseDriverConfig } from '../scanner-bridge/index.ts';
import { createAttendantDesk, auditNote, type ApplicationActs } from './attendant-desk.ts';
import type { AttendantArea } from './attendant/attendant-area.ts';
import { serviceFile } from './attendant/service-file.ts';
import { findAvailability, type Availability } from './availability.ts';
import { PageStore } from './capture/page-store.ts';
import { journeyForScreen, type KioskView, type SiteView } from './contract/view.ts';
import type { Checkpoint } from './domain/checkpoint.ts';
import type { SpawnChild } from './domain/child-port.ts';
import type { CustomerEvent } from './domain/journey.ts';
import { isLanguage } from './domain/language.ts';
import type { JourneyRules } from './domain/next-journey.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import { referenceNumber } from './domain/reference-number.ts';
import { failed, ok, type Result } from './domain/result.ts';
import { chooseRecipientKey } from './envelope/recipient-key.ts';
import { readRecipientKeys } from './envelope/recipient-key-folder.ts';
import { createJourneyRunner, type JourneyState } from './journey/journey-runner.ts';
import type { Clock } from './journey/idle-clock.ts';
import type { Log } from './log/events.ts';
import { createScannerTester } from './scanner-test.ts';
import { watchScanner } from './scanner-watch.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { wallClock } from './upload/local-time.ts';
import { sendAt } from './upload/schedule.ts';
import { spoolFolderIn, startUploaderProcess, uploaderSettings } from './uploader-process.ts';
import { readDeviceKey, type KeptDeviceKey } from './device-key.ts';
import type { SecretStore } from './domain/secret-store.ts';
import { deliveryOf } from './finish-submission.ts';
import { createVisitWork, type VisitWork } from './visit-work.ts';
import { openCrashLedger, type CrashKind } from './watchdog/crash-ledger.ts';
import { noticingUnaskedEnds } from './watchdog/unasked-end.ts';
import { isRestartDue } from './watchdog/nightly-restart.ts';

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
  readonly application: ApplicationActs;
  /** What of the lock-down is not in force; null: not looked at. */
  readonly lockdownGaps: () => Promise<readonly string[] | null>;
  /** The operating system's key store; null where there is no real one. */
  readonly secretStore: () => SecretStore | null;
  /** systemd's `$CREDENTIALS_DIRECTORY`. */
  readonly credentialsFolder: string | undefined;
}

/** Why there is no kiosk. Without a place to keep its key a kiosk in use must not even show a screen. */
export type StartProblem = OutOfOrderReason | 'no-key-store' | 'credential-on-disk';

/** The kiosk without its window. */
export interface Kiosk {
  readonly view: () => KioskView;
  /** Something the customer asked for; nothing while an attendant has the kiosk. */
  readonly customer: (event: CustomerEvent) => void;
  /** Somebody is there. */
  readonly activity: () => void;
  readonly attendant: AttendantArea;
  readonly pagePicture: VisitWork['pagePicture'];
  /** Something crashed or hung and was ended; after too many of these the kiosk halts, out of order. */
  readonly crashed: (kind: CrashKind) => void;
  /** How long the screen may be silent, ms. */
  readonly screenSilentForMs: number;
  readonly stop: () => void;
}

const AVAILABILITY_MS = 10_000;
const NIGHTLY_MS = 60_000;
const SECOND = 1000;

const siteView = (config: KioskConfig): SiteView => ({
  name: config.site.name,
  languages: config.languages.filter(isLanguage),
  defaultLanguage: isLanguage(config.defaultLanguage) ? config.defaultLanguage : 'de',
  topics: config.topics,
  details: config.details,
  maxPages: config.scanner.maxPages,
  demo: config.demo,
  ...config.display,
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
  readonly deviceKey: KeptDeviceKey;
  readonly spool: Spool;
}

const readEssentials = async ({
  places,
  log,
  clock,
  checkpoint,
  secretStore,
  credentialsFolder,
}: KioskSurroundings): Promise<Result<Essentials, StartProblem>> => {
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
  const { deviceKeyFile, demo } = config;
  const deviceKey = await readDeviceKey({
    keyFile: deviceKeyFile === undefined ? null : configPath(device, deviceKeyFile),
    credentialsFolder,
    store: secretStore,
    demo,
  });
  if (!deviceKey.ok) {
    const { problem } = deviceKey;
    log('device-key-refused', { problem });
    const refused = problem === 'no-key-store' || problem === 'credential-on-disk';
    return failed(refused ? problem : 'configuration');
  }
  log('device-key-read', { keeper: deviceKey.value.keeper });
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
): Promise<Result<Kiosk, StartProblem>> => {
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
  const { watchdog } = config;
  const crashes = openCrashLedger(
    places.dataFolder,
    { count: watchdog.crashes, withinMs: watchdog.withinMinutes * 60 * SECOND },
    () => clock.now(),
  );
  const note = auditNote(places.dataFolder, () => clock.now(), log);
  const service = serviceFile(places.dataFolder, () => clock.now());
  const uploader = startUploaderProcess(
    spawn,
    uploaderSettings(config, spoolFolderIn(places.dataFolder), file),
    (ms, callback) => clock.after(ms, callback),
    log,
    () => crashed('uploader'),
  );
  const recipientFor = recipientOf(dirname(file(config.recipient.keyFile)), clock);
  const scanner = createHostedScanner({
    spawn: () => spawn('scanner-host'),
    driver: driver.value,
    onHostFault: ({ kind }) => {
      log('scan-problem', { kind });
      crashed('scanner-host');
    },
  });
  const { source, duplex, mode, dpi, maxPages } = config.scanner;
  const wish = { source, duplex, mode, dpi, maxPages };
  const workers = noticingUnaskedEnds(spawn, 'document-worker', () => {
    log('document-worker-gone');
    crashed('document-worker');
  });
  const work = createVisitWork({
    scanner,
    wish,
    spawn: workers,
    sharpWasmFolder: places.sharpWasmFolder,
    pagesFolder,
    caseNumberPattern:
      config.details.caseNumber.use === 'hidden' ? null : config.details.caseNumber.pattern,
    newId: randomUUID,
    log,
    accepted: () => uploader.wake(),
    visitOver: () => void scanner.renew(),
    submission: {
      spool,
      recipientFor,
      deviceKey: deviceKey.key,
      mostBytesOfAFile: config.documents.largestFileMegabytes * 1e6,
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
  const tester = createScannerTester({
    scanner,
    wish,
    spawn,
    sharpWasmFolder: places.sharpWasmFolder,
    newId: randomUUID,
    now: () => clock.now(),
  });
  const site = siteView(config);
  let offered = site.topics;
  let available: Availability = {
    reason: null,
    outage: { notice: null, backAt: null, code: null },
  };
  const viewOf = ({ journey, idleSecondsLeft }: JourneyState): KioskView => {
    const area = attendant.view();
    return {
      journey: journeyForScreen(journey),
      site: { ...site, topics: offered },
      idle:
        idleSecondsLeft === null
          ? { phase: 'active' }
          : { phase: 'warning', secondsLeft: idleSecondsLeft },
      ...(journey.step === 'out-of-order' ? { outage: available.outage } : {}),
      ...(area === null ? {} : { attendant: area }),
    };
  };
  const show = (): void => surroundings.show(viewOf(runner.state()));
  const answerWithin = config.idle.answerWithin * SECOND;
  const runner = createJourneyRunner({
    rules: rulesOf(config),
    ports: {
      ...work.ports,
      startScan: (visit, onePageOnly, report) =>
        work.ports.startScan(visit, onePageOnly, (event) => {
          if (event.kind === 'scan-ended') scannerWatch.heard(event.problem);
          report(event);
        }),
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
  const nobodyThere = (): boolean => {
    const { step } = runner.state().journey;
    return attendant.view() === null && (step === 'attract' || step === 'out-of-order');
  };
  const scannerWatch = watchScanner(
    scanner,
    () => clock.now(),
    nobodyThere,
    () => void refresh(),
  );
  /** A topic that nothing can be sealed for is not offered; with none left nobody is led to the scanner. */
  const offerTopics = async (): Promise<Result<void, OutOfOrderReason>> => {
    const usable = await Promise.all(
      site.topics.map(async ({ id }) => (await recipientFor(id)).ok),
    );
    offered = site.topics.filter((_, index) => usable[index]);
    return offered.length === 0 ? failed('no-valid-recipient-key') : ok(undefined);
  };
  let refreshes = 0;
  const refresh = async (): Promise<void> => {
    refreshes += 1;
    const mine = refreshes;
    const found = await findAvailability({
      service: service.read,
      halted: () => (crashes.halted() ? crashes.code() : null),
      recipient: offerTopics,
      room: () => spool.check(),
      scannerMissing: scannerWatch.missing,
      hours: config.openingHours,
      outsideOpeningHours: config.outsideOpeningHours,
      now: () => clock.now(),
    });
    // What was found out later is truer.
    if (mine !== refreshes) return;
    const before = available;
    available = found;
    if (before.reason !== found.reason) {
      log('availability-changed', { reason: found.reason ?? 'none' });
    }
    runner.setAvailability(found.reason);
    if (JSON.stringify(before.outage) !== JSON.stringify(found.outage)) show();
  };
  const crashed = (kind: CrashKind): void => {
    if (!crashes.crashed(kind)) return;
    log('crash-loop', { kind, count: crashes.recent() });
    note('kiosk', 'crash-loop', kind);
    runner.customer({ kind: 'end' });
    void refresh();
  };
  const attendant = createAttendantDesk({
    dataFolder: places.dataFolder,
    spoolFolder: spoolFolderIn(places.dataFolder),
    config,
    file,
    clock,
    log,
    runner: () => runner,
    scanner,
    tester,
    uploader,
    recipient: () => recipientFor(null),
    service,
    status: {
      crashes,
      deviceKeyKeeper: deviceKey.keeper,
      lockdownGaps: surroundings.lockdownGaps,
      unusedReference: () => referenceNumber(config.kiosk.number, randomInt(1_000_000_000)),
    },
    application: surroundings.application,
    serviceChanged: () => {
      if (service.read() === null) crashes.clear();
      void refresh();
    },
    changed: show,
  });
  const startedAt = clock.now();
  const watch = async (): Promise<void> => {
    await refresh();
    void scannerWatch.look();
    clock.after(AVAILABILITY_MS, () => void watch());
  };
  const watchNight = async (): Promise<void> => {
    const now = clock.now();
    const { time } = wallClock(now, config.openingHours.timeZone);
    const idle = nobodyThere();
    const due = { time, startedAt, now, idle, queueSafe: (await spool.check()).ok };
    if (nobodyThere() && isRestartDue(watchdog.nightlyRestart, due)) {
      note('kiosk', 'nightly-restart');
      surroundings.application.restart();
      return;
    }
    clock.after(NIGHTLY_MS, () => void watchNight());
  };
  if (crashes.halted()) {
    log('crash-loop', { kind: 'main', count: crashes.recent() });
    note('kiosk', 'crash-loop', 'main');
  }
  clock.after(NIGHTLY_MS, () => void watchNight());
  await watch();
  log('kiosk-started');
  return ok({
    view: () => viewOf(runner.state()),
    customer: (event) => {
      if (!attendant.isOpen()) runner.customer(event);
    },
    activity: () => {
      runner.activity();
      attendant.activity();
    },
    attendant,
    pagePicture: async (pageId, size) =>
      tester.picture(pageId) ?? (await work.pagePicture(pageId, size)),
    crashed,
    screenSilentForMs: watchdog.screenSilentFor * SECOND,
    stop: () => {
      tester.wipe();
      crashes.endedWell();
      work.ports.wipe();
      uploader.stop();
      void scanner.close();
      log('kiosk-stopped');
    },
  });
};
