import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectFolder } from './project-folder.mjs';
import { CannotGoOn } from './terminal.mjs';

/** How long the intake may take to come up, in ms. */
const START_LIMIT = 30_000;

/** A receiving end that runs as an own Node process. */
export interface RunningIntake {
  readonly port: number;
  /** Ends it in good order; resolves when it is gone. */
  readonly stop: () => Promise<void>;
  /** Called once if it ends by itself. */
  readonly onExit: (listener: (code: number | null) => void) => void;
}

const portOf = (line: string): number | null => {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null || !('port' in said)) return null;
    return typeof said.port === 'number' ? said.port : null;
  } catch {
    return null;
  }
};

/** Starts `intake/cli/serve.ts` with the given configuration and waits until it takes connections. */
export const startDemoIntake = async (configFile: string): Promise<RunningIntake> => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'intake/cli/serve.ts', '--config', configFile],
    // A group of its own: Ctrl+C goes to the kiosk first, the intake is ended after it.
    { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors = `${errors}${text.toString()}`.slice(-2000);
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const kill = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', kill);
  const ready = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = portOf(line);
      if (port !== null) resolve(port);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, START_LIMIT, null);
  });
  const port = await Promise.race([ready, late, gone.then(() => null)]);
  clearTimeout(timer);
  if (port === null) {
    kill();
    throw new CannotGoOn(`The demo intake did not start. It said:\n${errors}`);
  }
  return {
    port,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await gone;
    },
    onExit: (listener) => void gone.then(listener),
  };
};
