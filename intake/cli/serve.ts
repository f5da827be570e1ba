import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readIntakeConfig } from '../intake-config.ts';
import { startIntake } from '../server.ts';

// `node --import tsx intake/cli/serve.ts --config FILE`: runs the intake until SIGTERM or SIGINT;
// SIGHUP reads certificates and the revocation list again.
// Prints one JSON line {"event":"ready","port":N} when it takes connections, and one a day on the error output for each
// certificate or list that runs out soon or has run out.

const DAY_MS = 24 * 3_600_000;

const { values } = parseArgs({ options: { config: { type: 'string' } } });

const fail = (text: string): never => {
  console.error(text);
  process.exit(2);
};

if (values.config === undefined) fail('usage: npm run intake -- --config FILE');
const config = await readIntakeConfig(values.config ?? '');
if (config.ok) {
  try {
    // Parts under way to an object store pass through here; they are sealed.
    const passing = join(config.value.dataFolder, 'passing');
    rmSync(passing, { recursive: true, force: true });
    if (config.value.store.kind === 's3') {
      mkdirSync(passing, { recursive: true, mode: 0o700 });
      process.env['TMPDIR'] = passing;
    }
    const intake = await startIntake(config.value, { environment: process.env });
    const { port, monitoringPort } = intake;
    console.log(JSON.stringify({ event: 'ready', port, monitoringPort }));
    const warn = (): void => {
      for (const { what, until } of intake.runsOut())
        console.error(
          JSON.stringify({ event: 'runs-out', what, until: new Date(until).toISOString() }),
        );
    };
    warn();
    setInterval(warn, DAY_MS).unref();
    process.on('SIGHUP', () => {
      intake.reload().then(
        () => console.log(JSON.stringify({ event: 'reloaded' })),
        (error: unknown) =>
          console.error(JSON.stringify({ event: 'reload-failed', reason: String(error) })),
      );
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        void intake.stop().then(() => process.exit(0));
      });
  } catch (error) {
    fail(`The intake could not start: ${error instanceof Error ? error.message : String(error)}`);
  }
} else {
  fail(config.problem);
}
