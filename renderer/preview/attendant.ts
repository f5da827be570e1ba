import type { AttendantView } from '../../electron/contract/attendant.ts';
import type { OpenView } from '../attendant/area-context.ts';

type UnlockView = Extract<AttendantView, { phase: 'unlock' }>;

/** The keypad over the screen. */
export const unlocking = (change: Partial<UnlockView> = {}): UnlockView => ({
  phase: 'unlock',
  checking: false,
  problem: null,
  waitUntil: null,
  visitOpen: change.problem === 'blocked',
  cardReader: false,
  number: null,
  ...change,
});

const now = Date.UTC(2026, 10, 23, 9, 41);

/** The area of a technician, with something of everything; without a status it belongs to an attendant. */
export const openArea = (change: Partial<OpenView> = {}): OpenView => ({
  phase: 'open',
  kioskId: 'werl-1',
  version: '0.1.0',
  number: '07',
  role: change.status === null ? 'attendant' : 'technician',
  statusAt: new Date(now).toISOString(),
  status: [
    { topic: 'scanner', level: 'good', word: 'ready', facts: { model: 'Fujitsu fi-8170' } },
    { topic: 'intake', level: 'bad', word: 'unreachable', facts: { problem: 'offline' } },
    {
      topic: 'queue',
      level: 'look',
      word: 'set-aside',
      facts: { waiting: 12, held: 1, corrupt: 0, oldestHours: 7 },
    },
    { topic: 'certificates', level: 'look', word: 'valid', facts: { days: 31 } },
    { topic: 'recipient-key', level: 'good', word: 'valid', facts: { days: 214 } },
    { topic: 'key-store', level: 'good', word: 'service-credential', facts: {} },
    { topic: 'disk', level: 'good', word: 'room', facts: { freeMegabytes: 48_211 } },
    { topic: 'clock', level: 'unknown', word: 'compare', facts: { now } },
    {
      topic: 'lock-down',
      level: 'look',
      word: 'gaps',
      facts: { count: 2, gaps: 'swap-not-encrypted, data-folder-open-to-others' },
    },
    {
      topic: 'audit-log',
      level: 'good',
      word: 'whole',
      facts: { count: 214, hash: '9f3ac01b22d47e60' },
    },
    { topic: 'crashes', level: 'good', word: 'none', facts: {} },
    { topic: 'sign-language', level: 'look', word: 'broken', facts: { count: 9, broken: 1 } },
  ],
  service:
    change.status === null
      ? null
      : { notice: 'scanner-broken', backAt: null, since: new Date(now).toISOString() },
  test: {
    ...{ state: 'done', pages: 1, widthPx: 2480, heightPx: 3508, dpi: 300, tookMs: 2310 },
    pictureId: 'page-1',
  },
  queue: {
    counts: { ready: 12, hold: 1, corrupt: 0, delivered: 214 },
    oldestWaiting: new Date(now - 7 * 3_600_000).toISOString(),
    lines: Array.from({ length: 13 }, (_, at) => ({
      state: at === 0 ? ('hold' as const) : ('ready' as const),
      acceptedAt: new Date(now - (7 * 3_600_000) / (at + 1)).toISOString(),
      bytes: 480_000 + at * 31_000,
      attempts: at % 4,
      reason: at === 0 ? 'rejected-by-authority' : null,
    })),
  },
  standing: {
    referenceNumber: '014711908355',
    state: 'unreachable',
    at: null,
  },
  logs: { state: 'done', file: 'einwurf-logs-werl-1-20261123T094100Z.jwe', bytes: 48_211 },
  logOutIn: 17,
  ...change,
});
