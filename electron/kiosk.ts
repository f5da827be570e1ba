import { randomInt, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configPath } from '../kiosk-config/index.ts';
import { createHostedScanner, parseDriverConfig } from '../scanner-bridge/index.ts';
import { createAttendantDesk, auditNote } from './attendant-desk.ts';
import type { AttendantArea } from './attendant/attendant-area.ts';
import { serviceFile } from './attendant/service-file.ts';
import { findAvailability, type Availability } from './availability.ts';
import { isOwnScanner } from './own-scanner.ts';
import { PageStore } from './capture/page-store.ts';
import { watchPaper } from './paper-watch.ts';
import { presenceIn, watchPresence } from './presence-watch.ts';
import { journeyForScreen, type KioskView } from './contract/view.ts';
import type { CustomerEvent } from './domain/journey.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import { referenceNumber } from './domain/reference-number.ts';
import { failed, ok, type Result } from './domain/result.ts';
import { chooseRecipientKey } from './envelope/recipient-key.ts';
import { readRecipientKeys } from './envelope/recipient-key-folder.ts';
import { createJourneyRunner, type JourneyState } from './journey/journey-runner.ts';
import type { Clock } from './journey/idle-clock.ts';
import { receiptPrinting } from './receipt-printer.ts';
import { findSignVideos, readSignVideo } from './sign-language.ts';
import { createScannerTester } from './scanner-test.ts';
import { watchScanner } from './scanner-watch.ts';
import { rulesOf, siteView } from './site-rules.ts';
import type { KioskSurroundings } from './surroundings.ts';
import { wallClock } from '../kiosk-config/local-time.ts';
import { sendAt } from './upload/schedule.ts';
import { spoolFolderIn, startUploaderProcess, uploaderSettings } from './uploader-process.ts';
import { readEssentials, type StartProblem } from './essentials.ts';
import { deliveryOf } from './finish-submission.ts';
import { createVisitWork, type VisitWork } from './visit-work.ts';
import { openCrashLedger, type CrashKind } from './watchdog/crash-ledger.ts';
import { noticingUnaskedEnds } from './watchdog/unasked-end.ts';
import { isRestartDue } from './watchdog/nightly-restart.ts';

/** The kiosk without its window. */
export interface Kiosk {
  readonly view: () => KioskView;
  /** Something the customer asked for; nothing while an attendant has the kiosk. */
  readonly customer: (event: CustomerEvent) => void;
  /** Somebody is there. */
  readonly activity: () => void;
  readonly attendant: AttendantArea;
  readonly pagePicture: VisitWork['pagePicture'];
  /** One of the site's videos in sign language, or its subtitles. */
  readonly signVideo: (name: string) => Promise<Uint8Array | null>;
  /** Something crashed or hung and was ended; after too many of these the kiosk halts, out of order. */
  readonly crashed: (kind: CrashKind) => void;
  /** How long the screen may be silent, ms. */
  readonly screenSilentForMs: number;
  readonly stop: () => void;
}

const AVAILABILITY_MS = 10_000;
const NIGHTLY_MS = 60_000;
const SECOND = 1000;

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
  const { config, deviceKey, transportSecrets, spool } = essentials.value;
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
    uploaderSettings(config, spoolFolderIn(places.dataFolder), file, transportSecrets),
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
  const signFolder = config.signLanguageFolder === null ? null : file(config.signLanguageFolder);
  const signVideos = await findSignVideos(signFolder);
  const site = siteView(config, signVideos.names);
  let offered = site.topics;
  let available: Availability = {
    reason: null,
    outage: { notice: null, backAt: null, code: null },
    nearlyFull: false,
  };
  const viewOf = ({ journey, idleSecondsLeft }: JourneyState): KioskView => {
    const area = attendant.view();
    const paper = area === null ? paperWatch.news() : null;
    return {
      journey: journeyForScreen(journey),
      site: { ...site, topics: offered },
      idle:
        idleSecondsLeft === null
          ? { phase: 'active' }
          : { phase: 'warning', secondsLeft: idleSecondsLeft },
      ...(paper === null ? {} : { paper }),
      ...(journey.step === 'out-of-order' ? { outage: available.outage } : {}),
      ...(journey.step === 'attract' && available.nearlyFull ? { nearlyFull: true as const } : {}),
      ...(area === null ? {} : { attendant: area }),
    };
  };
  const show = (): void => {
    const state = runner.state();
    paperWatch.shown(attendant.view() === null ? state.journey : null);
    presence?.watch(!nobodyThere() && attendant.view() === null);
    surroundings.show(viewOf(state));
  };
  const printed = receiptPrinting(config.receiptPrinter, surroundings.receiptPdf, clock, log);
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
      printReceipt: ({ language, receipt, earlier }, report) =>
        void printed({ language, site: site.name, receipts: [...earlier, receipt] }).then((ok) =>
          report({ kind: 'receipt-printed', reference: receipt.reference, printed: ok }),
        ),
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
    changed: show,
  });
  const { startsByItself } = config.scanner;
  const own = startsByItself === 'always' || isOwnScanner(driver.value);
  const paperWatch = watchPaper({
    scanner,
    clock,
    starts: own && startsByItself !== 'never',
    own,
    laidIn: () => runner.paperLaidIn(),
    changed: show,
  });
  const sensor = config.presenceSensor;
  const presence =
    sensor === null
      ? null
      : watchPresence({
          read: () =>
            readFile(file(sensor.file), 'utf8').then(
              (text) => presenceIn(text, sensor),
              () => null,
            ),
          clock,
          goneAfterMs: sensor.goneAfter * SECOND,
          gone: () => runner.walkedAway(sensor.answerWithin * SECOND),
          silent: () => log('presence-sensor-silent'),
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
    const worded = ({ outage, nearlyFull }: Availability): string =>
      JSON.stringify([outage, nearlyFull]);
    if (worded(before) !== worded(found)) show();
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
    recipients: () => Promise.all(site.topics.map(({ id }) => recipientFor(id))),
    service,
    status: {
      crashes,
      deviceKeyKeeper: deviceKey.keeper,
      transportSecrets,
      signVideos,
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
      presence?.touched();
      if (!attendant.isOpen()) runner.customer(event);
    },
    activity: () => {
      runner.activity();
      presence?.touched();
      attendant.activity();
    },
    attendant,
    pagePicture: async (pageId, size) =>
      tester.picture(pageId) ?? (await work.pagePicture(pageId, size)),
    signVideo: (name) => readSignVideo(signFolder, signVideos, name),
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
