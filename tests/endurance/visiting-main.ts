import { app } from 'electron';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runApplication } from '../../electron/application.ts';
import { carryOutVisit } from './carry-out-visit.ts';
import { killProcess, processesNow } from './kiosk-processes.ts';
import type { Ask, HeldByMain } from './protocol.ts';

// The product's application, and customers that come one after the other as the lines on its standard input say.
// They go through the page's own bridge to the main process, without waiting for fingers.
runApplication();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What Node.js in the main process holds, once nothing is left that could be freed. */
const heldByMain = (): HeldByMain => {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  // Node.js 18.15 has it, its types of that time do not.
  const { getActiveResourcesInfo: resources } = process as unknown as {
    readonly getActiveResourcesInfo?: () => readonly string[];
  };
  return { heapUsed, external, arrayBuffers, resources: resources?.().length ?? 0 };
};

const answerTo = async (ask: Ask): Promise<unknown> => {
  switch (ask.do) {
    case 'visit':
      return carryOutVisit(ask, killProcess);
    case 'sample':
      return { processes: processesNow(), main: heldByMain() };
  }
};

const lines = createInterface({ input: process.stdin });
// Whoever asks has gone, and nobody else would end the kiosk.
lines.once('close', () => app.exit());
lines.on('line', (line) => {
  void answerTo(JSON.parse(line) as Ask).then(
    (answer) => process.stdout.write(`ANSWER ${JSON.stringify(answer)}\n`),
    (error: unknown) => process.stdout.write(`FAILED ${String(error)}\n`),
  );
});
