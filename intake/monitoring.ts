import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsText, type Counters } from './counters.ts';
import type { StoreProblem, SubmissionStore } from './submission-store.ts';
import { runningOut, runOut, type Validity, type ValidityProblem } from './validity.ts';

/** What health and metrics are told from. */
export interface Monitored {
  readonly store: SubmissionStore;
  readonly dataFolder: string;
  readonly counters: Counters;
  /** How long what is in use now counts; asked anew each time, for a reload changes it. */
  readonly validity: () => readonly Validity[];
  readonly now: () => number;
}

const problemsOf = async ({
  store,
  validity,
  now,
}: Monitored): Promise<readonly (StoreProblem | ValidityProblem)[]> => [
  ...(await store.problems()),
  ...runOut(validity(), now()),
];

/** What runs out soon, with the day; no reason yet to call the intake unhealthy. */
const runsOutSoon = ({ validity, now }: Monitored) =>
  runningOut(validity(), now()).map(({ what, until }) => ({
    what,
    until: new Date(until).toISOString(),
  }));

/** `GET /health` (200 or 503) and `GET /metrics` over plain HTTP, meant for this machine's monitoring. */
export const startMonitoring = (
  { host, port }: { readonly host: string; readonly port: number },
  monitored: Monitored,
): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') {
        const { store, dataFolder, counters, validity } = monitored;
        const problems = await problemsOf(monitored);
        const text = await metricsText({
          counters,
          store,
          dataFolder,
          problems,
          validity: validity(),
        });
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(text);
      } else if (request.url === '/health') {
        const problems = await problemsOf(monitored);
        const healthy = problems.length === 0;
        response.writeHead(healthy ? 200 : 503, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ healthy, problems, runsOutSoon: runsOutSoon(monitored) }));
      } else {
        response.writeHead(404).end();
      }
    };
    answer().catch(() => response.destroy());
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done({ port: (server.address() as AddressInfo).port, server }));
  });
};
