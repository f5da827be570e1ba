import { statfs } from 'node:fs/promises';
import type { SubmissionStore } from './submission-store.ts';
import { RUNS_OUT, soonestOf, type Validity } from './validity.ts';

/** What the intake counts since it started; refusals by HTTP status. */
export interface Counters {
  submissions: number;
  parts: number;
  bytes: number;
  failures: number;
  readonly refusals: Map<number, number>;
}

/** Counters at zero. */
export const newCounters = (): Counters => ({
  submissions: 0,
  parts: 0,
  bytes: 0,
  failures: 0,
  refusals: new Map(),
});

/** Free bytes of the disk that holds a folder. */
export const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly values: readonly { readonly labels?: string; readonly value: number }[];
}

const textOf = ({ name, help, type, values }: Metric): string =>
  [
    `# HELP einwurf_intake_${name} ${help}`,
    `# TYPE einwurf_intake_${name} ${type}`,
    ...values.map(({ labels = '', value }) => `einwurf_intake_${name}${labels} ${value}`),
  ].join('\n');

const one = (value: number) => [{ value }];

const countersSince = (counters: Counters): readonly Metric[] => [
  {
    name: 'submissions_total',
    help: 'Submissions completed since start.',
    type: 'counter',
    values: one(counters.submissions),
  },
  {
    name: 'parts_total',
    help: 'Sealed files received since start.',
    type: 'counter',
    values: one(counters.parts),
  },
  {
    name: 'bytes_total',
    help: 'Bytes received since start.',
    type: 'counter',
    values: one(counters.bytes),
  },
  {
    name: 'failures_total',
    help: 'Requests the intake failed to serve.',
    type: 'counter',
    values: one(counters.failures),
  },
  {
    name: 'refusals_total',
    help: 'Uploads refused, by status.',
    type: 'counter',
    values: [...counters.refusals].map(([status, value]) => ({
      labels: `{status="${status}"}`,
      value,
    })),
  },
];

/** What lies where; nothing while the store does not answer. */
const gauges = async (store: SubmissionStore): Promise<readonly Metric[]> => {
  const counts = await store.counts().catch(() => null);
  if (counts === null) return [];
  const { inbox, incomplete, refused } = counts;
  return [
    {
      name: 'inbox',
      help: 'Submissions waiting in the inbox.',
      type: 'gauge',
      values: one(inbox),
    },
    {
      name: 'incomplete',
      help: 'Submissions that lack parts.',
      type: 'gauge',
      values: one(incomplete),
    },
    {
      name: 'refused',
      help: 'Submissions the opener refused.',
      type: 'gauge',
      values: one(refused),
    },
  ];
};

const PROBLEMS = [
  'disk-not-writable',
  'disk-nearly-full',
  'store-unreachable',
  'lock-unreachable',
  ...RUNS_OUT.map((what) => `${what}-expired` as const),
] as const;

/** The state of an intake in the text format of Prometheus (exposition format 0.0.4); nothing personal. */
export const metricsText = async ({
  counters,
  store,
  dataFolder,
  problems,
  validity,
}: {
  readonly counters: Counters;
  readonly store: SubmissionStore;
  readonly dataFolder: string;
  readonly problems: readonly (typeof PROBLEMS)[number][];
  readonly validity: readonly Validity[];
}): Promise<string> => {
  const metrics: readonly Metric[] = [
    ...countersSince(counters),
    ...(await gauges(store)),
    {
      name: 'free_bytes',
      help: 'Free bytes of the disk.',
      type: 'gauge',
      values: one(await freeBytes(dataFolder)),
    },
    {
      name: 'problem',
      help: 'What keeps the intake from taking anything: 1 while it does.',
      type: 'gauge',
      values: PROBLEMS.map((problem) => ({
        labels: `{problem="${problem}"}`,
        value: problems.includes(problem) ? 1 : 0,
      })),
    },
    {
      name: 'valid_until_seconds',
      help: 'When what is shown or checked at every connection runs out, in seconds since 1970.',
      type: 'gauge',
      values: soonestOf(validity).map(({ what, until }) => ({
        labels: `{what="${what}"}`,
        value: Math.floor(until / 1000),
      })),
    },
  ];
  return `${metrics.map(textOf).join('\n')}\n`;
};
