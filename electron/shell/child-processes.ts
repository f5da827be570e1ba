import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { SpawnChild } from '../domain/child-port.ts';
import { postInPieces } from '../domain/message-pieces.ts';
import { v8FlagsOf } from '../domain/v8-flags.ts';
import { closeForgottenNulls } from './forgotten-nulls.ts';

const endAtOnce = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone.
  }
};

/** Starts the kiosk's programs as utility processes: own memory, killable, gone with the kiosk. */
export const childProcesses = (programFolder: string): SpawnChild => {
  const nulls = closeForgottenNulls(process.versions.electron, process.platform);
  return (program) => {
    nulls.starting();
    const child = utilityProcess.fork(join(programFolder, `${program}.cjs`), [], {
      serviceName: program,
      // Chromium hands the switch of the same name on to the screens only.
      execArgv: [`--js-flags=${v8FlagsOf(program).join(' ')}`],
      stdio: 'inherit',
    });
    let up = false;
    const started = (): void => {
      if (up) return;
      up = true;
      nulls.started();
    };
    child.once('spawn', started);
    child.once('exit', started);
    return {
      // Only the document worker is sent anything large; it joins the pieces.
      post: postInPieces((message) => child.postMessage(message), setImmediate),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => {
        const { pid } = child;
        child.kill();
        // That was a request (SIGTERM), which a process may be too stuck to obey.
        if (pid !== undefined && process.platform !== 'win32') endAtOnce(pid);
      },
    };
  };
};
