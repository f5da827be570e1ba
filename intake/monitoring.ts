import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freeBytes, metricsText, type Counters } from './counters.ts';
import type { IntakeConfig } from './intake-config.ts';

/** What is wrong with the intake, as far as its own disk shows; empty when healthy. */
const healthProblems = async (config: IntakeConfig): Promise<readonly string[]> => {
  const problems: string[] = [];
  const probe = join(config.dataFolder, '.health');
  try {
    await writeFile(probe, 'x');
    await rm(probe);
  } catch {
    problems.push('disk-not-writable');
  }
  const free = await freeBytes(config.dataFolder).catch(() => 0);
  if (free < config.reserveBytes) problems.push('disk-nearly-full');
  return problems;
};

/** `GET /health` (200 or 503) and `GET /metrics` over plain HTTP, meant for this machine's monitoring. */
export const startMonitoring = (
  config: IntakeConfig,
  { host, port }: { readonly host: string; readonly port: number },
  counters: Counters,
): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') {
        const text = await metricsText(counters, config.dataFolder);
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(text);
      } else if (request.url === '/health') {
        const problems = await healthProblems(config);
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
