import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { SpawnChild } from '../domain/child-port.ts';
import { postInPieces } from '../domain/message-pieces.ts';

/** Starts the kiosk's programs as utility processes: own memory, killable, gone with the kiosk. */
export const childProcesses =
  (programFolder: string): SpawnChild =>
  (program) => {
    const child = utilityProcess.fork(join(programFolder, `${program}.cjs`), [], {
      serviceName: program,
      stdio: 'inherit',
    });
    return {
      // Only the document worker is sent anything large; it joins the pieces.
      post: postInPieces((message) => child.postMessage(message), setImmediate),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  };
