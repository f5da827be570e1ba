import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { checkAuditLog, type KioskConfig } from '../kiosk-config/index.ts';
import { anyDevice, isScanProblem, type Scanner } from '../scanner-bridge/index.ts';
import type { StandingView, StatusLevel, StatusLine, StatusTopic } from './contract/attendant.ts';
import type { KeyKeeper } from './device-key.ts';
import type { TransportSecrets } from './transport-secrets.ts';
import type { Result } from './domain/result.ts';
import type { RecipientKey } from './envelope/recipient-key.ts';
import type { SignVideos } from './sign-language.ts';
import type { UploaderStatus } from './upload/uploader-messages.ts';
import type { CrashLedger } from './watchdog/crash-ledger.ts';

/** What the status is found out from. */
export interface StatusParts {
  readonly dataFolder: string;
  readonly config: KioskConfig;
  /** A path of the configuration, absolute. */
  readonly file: (path: string) => string;
  readonly scanner: Scanner;
  readonly uploader: {
    readonly status: () => UploaderStatus | null;
    readonly lookUp: (referenceNumber: string) => Promise<Omit<StandingView, 'referenceNumber'>>;
  };
  /** A reference number that nobody has. */
  readonly unusedReference: () => string;
  /** The key to seal to now, for each topic of the site. */
  readonly recipients: () => Promise<readonly Result<RecipientKey, string>[]>;
  readonly crashes: CrashLedger;
  readonly deviceKeyKeeper: KeyKeeper;
  readonly transportSecrets: TransportSecrets;
  /** What of the lock-down is not in force, as words of a closed list; null: not looked at. */
  readonly lockdownGaps: () => Promise<readonly string[] | null>;
  readonly signVideos: SignVideos;
  readonly now: () => number;
}

type Facts = StatusLine['facts'];
type Found = Omit<StatusLine, 'topic'>;

const found = (level: StatusLevel, word: string, facts: Facts = {}): Found => ({
  level,
  word,
  facts,
});

const DAY_MS = 86_400_000;
/** A certificate or key that ends sooner is worth a look, or is urgent, in days. */
const LOOK_DAYS = 45;
const URGENT_DAYS = 14;

/** How serious it is that something is valid for so many days more. */
const levelOfDays = (days: number): StatusLevel =>
  days < URGENT_DAYS ? 'bad' : days < LOOK_DAYS ? 'look' : 'good';

const scannerStatus = async ({ scanner }: StatusParts): Promise<Found> => {
  const [device] = await scanner.list();
  const can = await scanner.capabilities(anyDevice);
  if (isScanProblem(can)) return found('bad', can.kind);
  return found('good', 'ready', {
    model: device === undefined ? '' : `${device.manufacturer} ${device.model}`.trim().slice(0, 60),
    most: Math.max(0, ...can.resolutions),
  });
};

/** An unused number tells whether anybody answers, without asking for anything. */
const intakeStatus = async ({ uploader, unusedReference }: StatusParts): Promise<Found> => {
  const { state } = await uploader.lookUp(unusedReference());
  const last = uploader.status();
  const lastDelivered = last?.lastDeliveredAt ?? null;
  const facts = lastDelivered === null ? {} : { lastDeliveredAt: lastDelivered };
  if (state !== 'unreachable') return found('good', 'reachable', facts);
  return found('bad', 'unreachable', { ...facts, problem: last?.lastProblem ?? '' });
};

const queueStatus = ({ uploader, config, now }: StatusParts): Found => {
  const status = uploader.status();
  if (status === null) return found('bad', 'uploader-silent');
  const { waiting, held, corrupt, oldestWaitingAt } = status;
  const hours = oldestWaitingAt === null ? 0 : (now() - oldestWaitingAt) / 3_600_000;
  const facts = {
    waiting,
    held,
    corrupt,
    oldestHours: Math.floor(hours),
    ...(status.nextAttemptAt === null ? {} : { nextAt: status.nextAttemptAt }),
  };
  if (hours > config.upload.alarmAfterHours) return found('bad', 'too-old', facts);
  if (held + corrupt > 0) return found('look', 'set-aside', facts);
  return found('good', waiting === 0 ? 'empty' : 'waiting', facts);
};

const certificatesStatus = ({ config, file, now }: StatusParts): Found => {
  const { transport } = config;
  if (transport.kind !== 'intake') return found('good', 'none-needed');
  const days: number[] = [];
  for (const path of [transport.caFile, transport.certificateFile]) {
    try {
      const { validTo } = new X509Certificate(readFileSync(file(path)));
      days.push(Math.floor((Date.parse(validTo) - now()) / DAY_MS));
    } catch {
      return found('bad', 'unreadable');
    }
  }
  const least = Math.min(...days);
  return found(levelOfDays(least), least < 0 ? 'expired' : 'valid', { days: least });
};

/** The key that ends first counts; a topic without one is not offered. */
const recipientStatus = async ({ recipients, now }: StatusParts): Promise<Found> => {
  const ends = (await recipients()).flatMap((key) => (key.ok ? [key.value.validUntil] : []));
  const validUntil = Math.min(...ends);
  if (ends.length === 0) return found('bad', 'none');
  if (validUntil === Infinity) return found('good', 'valid-without-end');
  const days = Math.floor((validUntil - now()) / DAY_MS);
  return found(levelOfDays(days), 'valid', { days });
};

/** Files of a transport that nobody else may read. */
const secretsOf = (transport: KioskConfig['transport']): readonly string[] => {
  switch (transport.kind) {
    case 'intake':
      return [transport.keyFile];
    case 'fit-connect':
      return [transport.clientSecretFile];
    case 'folder':
      return [];
  }
};

/** Private keys must be readable for the kiosk's account and nobody else, the device key not even from a file. */
const keyStoreStatus = ({
  config,
  file,
  deviceKeyKeeper,
  transportSecrets,
}: StatusParts): Found => {
  const ways = [config.transport, ...config.otherTransports.map(({ transport }) => transport)];
  if (deviceKeyKeeper === 'plain-file') return found('look', 'plain-file');
  if (process.platform === 'win32') return found('unknown', 'not-looked-at');
  for (const path of ways.flatMap(secretsOf)) {
    const keeper = transportSecrets.get(path)?.keeper ?? 'plain-file';
    if (keeper !== 'plain-file') continue;
    try {
      const { mode, uid } = statSync(file(path));
      if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
        return found('look', 'open-to-others');
    } catch {
      return found('bad', 'missing');
    }
  }
  return found('good', deviceKeyKeeper);
};

const diskStatus = async ({ dataFolder, config }: StatusParts): Promise<Found> => {
  const { bavail, blocks, bsize } = await statfs(dataFolder);
  const freeMegabytes = Math.floor((bavail * bsize) / 1e6);
  const facts = { freeMegabytes, totalMegabytes: Math.floor((blocks * bsize) / 1e6) };
  const { reserveMegabytes } = config.storage;
  if (freeMegabytes < reserveMegabytes) return found('bad', 'full', facts);
  return freeMegabytes < reserveMegabytes * 3
    ? found('look', 'getting-full', facts)
    : found('good', 'room', facts);
};

/** systemd-timesyncd leaves this file once the clock was set from the network. */
const SYNCHRONIZED = '/run/systemd/timesync/synchronized';
/** The kiosk cannot be older than its own code. */
const EARLIEST = Date.UTC(2026, 0, 1);

const clockStatus = ({ now, config }: StatusParts): Found => {
  const facts = { now: now(), timeZone: config.openingHours.timeZone };
  if (now() < EARLIEST) return found('bad', 'wrong', facts);
  if (existsSync(SYNCHRONIZED)) return found('good', 'synchronized', facts);
  return found('unknown', 'compare', facts);
};

const lockdownStatus = async ({ lockdownGaps }: StatusParts): Promise<Found> => {
  const gaps = await lockdownGaps();
  if (gaps === null) return found('unknown', 'not-looked-at');
  if (gaps.length === 0) return found('good', 'in-force');
  return found('look', 'gaps', { count: gaps.length, gaps: gaps.join(', ') });
};

const auditStatus = ({ dataFolder }: StatusParts): Found => {
  const checked = checkAuditLog(dataFolder);
  if (!checked.ok) return found('bad', checked.problem.fault);
  const { count, hash } = checked.head;
  return found('good', 'whole', { count, hash: hash.slice(0, 16) });
};

const crashStatus = ({ crashes }: StatusParts): Found => {
  if (crashes.halted()) return found('bad', 'halted', { code: crashes.code() });
  const recent = crashes.recent();
  return found(recent === 0 ? 'good' : 'look', recent === 0 ? 'none' : 'some', { count: recent });
};

const signLanguageStatus = ({ signVideos }: StatusParts): Found => {
  const { names, broken, missing } = signVideos;
  if (missing) return found('look', 'missing');
  const facts = { count: names.filter((name) => name.endsWith('.webm')).length, broken };
  if (broken > 0) return found('look', 'broken', facts);
  return names.length === 0 ? found('good', 'none') : found('good', 'ready', facts);
};

const checks: Readonly<Record<StatusTopic, (parts: StatusParts) => Found | Promise<Found>>> = {
  scanner: scannerStatus,
  intake: intakeStatus,
  queue: queueStatus,
  certificates: certificatesStatus,
  'recipient-key': recipientStatus,
  'key-store': keyStoreStatus,
  disk: diskStatus,
  clock: clockStatus,
  'lock-down': lockdownStatus,
  'audit-log': auditStatus,
  crashes: crashStatus,
  'sign-language': signLanguageStatus,
};

/** How long one topic may take before it counts as unknown, ms. */
const LIMIT_MS = 20_000;

/** Looks at everything at once; a topic that fails or takes too long is "unknown", the others are still told. */
export const readStatus = async (
  parts: StatusParts,
  after: (ms: number, callback: () => void) => () => void,
): Promise<readonly StatusLine[]> => {
  const one = async (topic: StatusTopic): Promise<StatusLine> => {
    let cancel: () => void = () => undefined;
    const late = new Promise<Found>((resolve) => {
      cancel = after(LIMIT_MS, () => resolve(found('unknown', 'no-answer')));
    });
    const asked = Promise.resolve()
      .then(() => checks[topic](parts))
      .catch(() => found('unknown', 'no-answer'));
    const line = await Promise.race([asked, late]);
    cancel();
    return { topic, ...line };
  };
  return Promise.all((Object.keys(checks) as StatusTopic[]).map(one));
};
