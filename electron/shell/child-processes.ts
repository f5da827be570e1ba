import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { SpawnChild } from '../domain/child-port.ts';

/** Starts the kiosk's programs as utility processes: own memory, killable, gone with the kiosk. */
export const childProcesses =
  (programFolder: string): SpawnChild =>
  (program) => {
    const child = utilityProcess.fork(join(programFolder, `${program}.cjs`), [], {
      serviceName: program,
      stdio: 'inherit',
    });
    return {
      post: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  };
