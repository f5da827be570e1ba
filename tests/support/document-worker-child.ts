import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { join } from 'node:path';
import type { ChildPort } from '../../electron/domain/child-port.ts';
import { v8FlagsOf } from '../../electron/domain/v8-flags.ts';
import { collectingPdfs } from './pdf-collection.ts';

/**
 * glibc keeps what large pictures leave behind for later ones, and in the end a process holds twice what it needs; so large
 * pieces go back to the system at once. Electron has an allocator of its own, which does so anyway.
 */
const steadyMemory = { MALLOC_MMAP_THRESHOLD_: '1000000', MALLOC_ARENA_MAX: '1' };

const program = join(import.meta.dirname, '../../electron/document/worker.ts');

/** The document worker in plain Node, and the process itself, so that a test can do it harm. */
export interface WorkerProcesses {
  readonly spawn: () => ChildPort;
  readonly started: ChildProcess[];
}

/**
 * Starts document workers from their TypeScript source, or bundled, as the application has them.
 * @param electron to run the bundled ones as the application does on this system, in Electron's own Node
 */
export const workerProcesses = (bundled?: string, electron?: string): WorkerProcesses => {
  const started: ChildProcess[] = [];
  const spawn = (): ChildPort => {
    const child = fork(bundled ?? program, {
      execArgv: [
        ...v8FlagsOf('document-worker'),
        ...(bundled === undefined ? ['--import', 'tsx'] : []),
      ],
      ...(electron === undefined
        ? { env: { ...process.env, ...steadyMemory } }
        : { execPath: electron, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('error', () => child.kill('SIGKILL'));
    started.push(child);
    return collectingPdfs({
      post: (message) => {
        if (child.connected) child.send(message as Serializable, () => undefined);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill('SIGKILL'),
    });
  };
  return { spawn, started };
};
