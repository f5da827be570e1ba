import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { idsIn } from '../../electron/spool/layout.ts';
import { diskFiles } from '../../electron/spool/files.ts';
import { release } from '../../electron/spool/taking-out.ts';
import { ensureDemoKeys, type DemoKeys } from '../../setup/demo-keys.ts';
import { faults, startFaultProxy, type Fault } from '../simulators/fault-proxy.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { collectAll, storeIn } from '../support/bucket-intake.ts';
import { startProgram, type ProgramRun } from '../support/delivery-process.ts';
import { startObjectStoreServers } from '../support/object-store-servers.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { judge, type Judgement } from './judge.ts';
import { openRunRecord, type RunTally } from './run-record.ts';

export interface TortureSettings {
  /** Everything of the run lies here; a run that was not finished here goes on with what it finds. */
  readonly folder: string;
  readonly seed: number;
  readonly submissions: number;
  /** Longest time between two moments at which something may be killed, in milliseconds. */
  readonly longestLifeMs: number;
  /** Share of exchanges that the line spoils, from 0 to 1. */
  readonly faultShare: number;
  /** Where the intake keeps submissions: its folder, or a bucket that two intakes share. `folder` where missing. */
  readonly store?: 'folder' | 's3';
  /** After so long everything is killed and left as it lies, to go on from there another time. */
  readonly mostMs?: number;
  readonly progress: (text: string) => void;
}

export interface TortureResult extends Judgement, RunTally {
  readonly kind: 'judged';
  readonly receipts: number;
}

/** How far a run is that ran out of time. Nothing of it was judged. */
export interface TortureUnfinished extends RunTally {
  readonly kind: 'unfinished';
  readonly receipts: number;
  readonly waiting: number;
}

const RUN_DEADLINE_MS = 180_000;
const HOUR_MS = 3_600_000;
const LARGEST_BATCH = 30;

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const identity = async (cert: string, key: string, ca: string) => ({
  cert: await readFile(cert),
  key: await readFile(key),
  ca: await readFile(ca),
});

const identities = async (folder: string, keys: DemoKeys) => {
  const stranger = await ensureDemoKeys(join(folder, 'stranger'));
  const server = (of: DemoKeys) =>
    identity(
      join(of.intake.keysFolder, 'server.pem'),
      join(of.intake.keysFolder, 'server.key.pem'),
      join(of.intake.keysFolder, 'ca.pem'),
    );
  const { certFile, keyFile, caFile } = keys.kiosk;
  return {
    asServer: await server(keys),
    asClient: await identity(certFile, keyFile, caFile),
    stranger: await server(stranger),
  };
};

/** Where submissions arrive, and how many intakes are there for it. */
interface ReceivingSide {
  readonly configFile: string;
  readonly intakes: number;
  /** The store goes away for a moment, where it can. */
  shake(): Promise<void>;
  /** Brings everything that arrived into the intake's inbox folder. */
  gather(): Promise<void>;
  end(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const bucketSide = async (folder: string, keys: DemoKeys): Promise<ReceivingSide> => {
  const servers = await startObjectStoreServers(join(folder, 'store'));
  const store = await storeIn(servers);
  const config: unknown = JSON.parse(await readFile(keys.intake.configFile, 'utf8'));
  const configFile = join(dirname(keys.intake.configFile), 'bucket.json');
  await writeFile(configFile, JSON.stringify({ ...(config as object), store }));
  return {
    configFile,
    intakes: 2,
    async shake() {
      await servers.store.stop();
      await servers.store.start();
    },
    gather: () => collectAll(store, dirname(keys.intake.inboxFolder)),
    end: () => servers.end(),
  };
};

/** The programs and the line between them. */
interface Rig {
  readonly keys: DemoKeys;
  readonly kioskProgram: string;
  readonly intakeProgram: string;
  readonly intakePorts: readonly number[];
  readonly receiving: ReceivingSide;
}

const prepare = async (folder: string, store: 'folder' | 's3'): Promise<Rig> => {
  const keys = await ensureDemoKeys(folder);
  const { configFile } = keys.intake;
  const receiving: ReceivingSide =
    store === 's3'
      ? await bucketSide(folder, keys)
      : { configFile, intakes: 1, shake: nothing, gather: nothing, end: nothing };
  return {
    keys,
    kioskProgram: await bundleProgram('tests/support/delivery-kiosk-program.ts', join(folder, 'k')),
    intakeProgram: await bundleProgram(
      'tests/support/delivery-intake-program.ts',
      join(folder, 'i'),
    ),
    intakePorts: await Promise.all(Array.from({ length: receiving.intakes }, freePort)),
    receiving,
  };
};

const added = (
  before: Readonly<Record<string, number>>,
  more: ReadonlyMap<string, number>,
): Record<string, number> => {
  const sum = { ...before };
  for (const [name, count] of more) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

/**
 * Accepts many submissions while kiosk and intake are killed at random moments and the line between them cuts, delays,
 * doubles, answers wrongly, drops replies and shows foreign certificates; then lets everything drain and counts.
 * The same seed deals the same cards (moments of the kills depend on the machine as well). A run that has no more time
 * kills everything and goes on from there when it is called again with the same folder; only a whole run is judged.
 */
export const torture = async (
  settings: TortureSettings,
): Promise<TortureResult | TortureUnfinished> => {
  const { folder } = settings;
  const record = openRunRecord(folder);
  const { acknowledged, tally: before } = record;
  const random = seededRandom(settings.seed + before.pieces);
  const { keys, kioskProgram, intakeProgram, intakePorts, receiving } = await prepare(
    folder,
    settings.store ?? 'folder',
  );
  const spool = join(folder, 'kiosk', 'spool');
  const startedAt = performance.now();
  const timeIsUp = (): boolean => performance.now() - startedAt > (settings.mostMs ?? Infinity);
  let calm = false;
  let { kioskKills, uploaderKills, intakeKills } = before;

  const spoilt = faults.filter((fault) => fault !== 'none');
  const nextFault = (): Fault =>
    calm || random() >= settings.faultShare
      ? 'none'
      : (spoilt[Math.floor(random() * spoilt.length)] ?? 'none');
  let turn = 0;
  const proxy = await startFaultProxy({
    ...(await identities(folder, keys)),
    target: () => intakePorts[(turn += 1) % intakePorts.length] ?? 0,
    nextFault,
    swapCertificate: () => !calm && random() < settings.faultShare / 10,
  });
  const tally = (): RunTally => ({
    pieces: before.pieces + 1,
    elapsedMs: before.elapsedMs + Math.round(performance.now() - startedAt),
    kioskKills,
    uploaderKills,
    intakeKills,
    faults: added(before.faults, proxy.dealt),
  });
  const note = (line: string): void => {
    const [word, id = '', hash = ''] = line.split(' ');
    if (word === 'R0') record.receipt(id, hash);
  };
  const startIntake = async (port: number): Promise<ProgramRun> => {
    const args = [receiving.configFile, String(port), '-'];
    const run = startProgram(intakeProgram, args, () => undefined, HOUR_MS);
    await run.line('READY');
    return run;
  };
  const startHalf = (half: 'both' | 'accept' | 'upload', documents: number): ProgramRun => {
    const seed = String(Math.floor(random() * 2 ** 31));
    const args = [folder, String(proxy.port), String(documents), '-', seed, '60', half];
    return startProgram(kioskProgram, args, note, half === 'upload' ? HOUR_MS : RUN_DEADLINE_MS);
  };
  const waitingNow = async (): Promise<number> =>
    (await idsIn(diskFiles, spool, 'ready').catch(() => [])).length;
  /** An attendant looks after what was set aside because the line had answered 422. */
  const releaseAll = async (): Promise<void> => {
    for (const id of await idsIn(diskFiles, spool, 'hold').catch(() => []))
      await release(spool, id, Date.now());
  };

  const batch = Math.min(LARGEST_BATCH, Math.ceil(settings.submissions / 6));
  const intakes = await Promise.all(intakePorts.map(startIntake));
  const endIntakes = async (signal: NodeJS.Signals): Promise<void> => {
    for (const intake of intakes) intake.kill(signal);
    for (const intake of intakes) await intake.ended;
  };
  let uploader: ProgramRun | null = null;
  const endUploader = async (): Promise<void> => {
    uploader?.kill('SIGKILL');
    await uploader?.ended;
    uploader = null;
  };
  const restartIntake = async (): Promise<void> => {
    // One intake draws no card for this, so that a seed goes on meaning what it meant.
    const which = intakes.length === 1 ? 0 : Math.floor(random() * intakes.length);
    intakes[which]?.kill('SIGKILL');
    await intakes[which]?.ended;
    intakeKills += 1;
    intakes[which] = await startIntake(intakePorts[which] ?? 0);
    if (intakes.length > 1 && random() < 0.3) await receiving.shake();
  };
  /** One stretch of the kiosk's life: papers come in, and things die at moments the seed deals. */
  const stretch = async (documents: number): Promise<void> => {
    uploader ??= startHalf('upload', 0);
    const accepting = startHalf('accept', documents);
    // On a busy machine starting takes longer than a life: three of four lives begin when the uploader is there.
    if (random() < 0.75) await uploader.line('EVENT started').catch(() => undefined);
    const life = 1_000 + random() * settings.longestLifeMs;
    const lifeOver = delay(life, false);
    if (random() < 0.4) {
      await delay(random() * life);
      await restartIntake();
    }
    if (random() < 0.4) {
      await delay(random() * life);
      await endUploader();
      uploaderKills += 1;
      uploader = startHalf('upload', 0);
    }
    const survived = await Promise.race([accepting.ended.then(() => true), lifeOver]);
    if (survived) await lifeOver;
    if (!survived || random() < 0.2) {
      accepting.kill('SIGKILL');
      await endUploader();
      kioskKills += 1;
    }
    await accepting.ended;
    await releaseAll();
    settings.progress(
      `${acknowledged.size} receipts, killed: kiosk ${kioskKills}, uploader alone ${uploaderKills}, intake ${intakeKills}`,
    );
  };
  /** The power goes for kiosk and intake at once, and the run stays as it lies. */
  const breakOff = async (): Promise<TortureUnfinished> => {
    await endUploader();
    await endIntakes('SIGKILL');
    kioskKills += 1;
    intakeKills += 1;
    record.save(tally());
    const waiting = await waitingNow();
    return { kind: 'unfinished', receipts: acknowledged.size, waiting, ...tally() };
  };

  try {
    while (acknowledged.size < settings.submissions) {
      if (timeIsUp()) return await breakOff();
      const wanted = Math.min(batch, settings.submissions - acknowledged.size);
      await stretch((await waitingNow()) > 4 * batch ? 0 : wanted);
    }
    // What still waits is delivered over the same bad line; only the very last goes over a quiet one.
    for (let round = 0; (await waitingNow()) > 0 && round < 30; round += 1) {
      if (timeIsUp()) return await breakOff();
      await stretch(0);
    }
    await endUploader();
    calm = true;
    for (let round = 0; round < 3; round += 1) {
      await releaseAll();
      await startHalf('both', 0).ended;
    }
    await endIntakes('SIGTERM');
    await receiving.gather();
    record.save(tally());
    const judged = await judge(folder, keys, acknowledged);
    return { kind: 'judged', receipts: acknowledged.size, ...judged, ...tally() };
  } finally {
    await endUploader();
    for (const intake of intakes) intake.kill('SIGKILL');
    await proxy.stop();
    await receiving.end();
  }
};
