import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { watchOnce, watchStoreOnce } from '../document-watch.ts';
import { objectsAccess } from '../open-store.ts';
import { readWatchConfig } from '../watch-config.ts';

// `npm run intake:watch -- --config FILE [--once]`: hands what arrives to the document system until SIGTERM or SIGINT.
// Prints one JSON line per submission: {"event":"filed"|"refused","jobId":…}.

const fail: (text: string) => never = (text) => {
  console.error(text);
  process.exit(2);
};

const { values } = parseArgs({
  options: { config: { type: 'string' }, once: { type: 'boolean', default: false } },
});
if (values.config === undefined) fail('usage: npm run intake:watch -- --config FILE [--once]');
const config = await readWatchConfig(values.config);
if (!config.ok) fail(config.problem);

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

const { store } = config.value;
const access =
  store === undefined
    ? null
    : await objectsAccess(store, process.env).catch((error: unknown) =>
        fail(error instanceof Error ? error.message : String(error)),
      );

do {
  try {
    const { filed, refused, failed } =
      access === null
        ? await watchOnce(config.value, Date.now())
        : await watchStoreOnce(config.value, access, Date.now());
    for (const jobId of filed) console.log(JSON.stringify({ event: 'filed', jobId }));
    for (const entry of refused) console.log(JSON.stringify({ event: 'refused', ...entry }));
    for (const entry of failed) console.error(JSON.stringify({ event: 'failed', ...entry }));
    if (values.once && failed.length > 0) process.exitCode = 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(JSON.stringify({ event: 'failed', reason }));
    if (values.once) process.exitCode = 1;
  }
  if (!values.once)
    await delay(config.value.everySeconds * 1000, undefined, { signal: stopping.signal }).catch(
      () => undefined,
    );
} while (!values.once && !stopping.signal.aborted);
