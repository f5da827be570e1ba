import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsText, type Counters } from './counters.ts';
import type { SubmissionStore } from './submission-store.ts';

/** `GET /health` (200 or 503) and `GET /metrics` over plain HTTP, meant for this machine's monitoring. */
export const startMonitoring = (
  { host, port }: { readonly host: string; readonly port: number },
  store: SubmissionStore,
  dataFolder: string,
  counters: Counters,
): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') {
        const text = await metricsText(counters, store, dataFolder);
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(text);
      } else if (request.url === '/health') {
        const problems = await store.problems();
        response.writeHead(problems.length === 0 ? 200 : 503, {
          'Content-Type': 'application/json',
        });
        response.end(JSON.stringify({ healthy: problems.length === 0, problems }));
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
