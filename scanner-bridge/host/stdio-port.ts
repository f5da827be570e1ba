import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import type { ChildPort, ParentPort } from './child-port.ts';
import { createFrameReader, encodeFrame } from './frames.ts';

const write = (stream: Writable, message: unknown): void => {
  stream.cork();
  for (const part of encodeFrame(message)) stream.write(part);
  stream.uncork();
};

/** Reads frames until the stream ends or cannot be trusted; then calls `onBroken`. */
const read = (
  stream: Readable,
  onMessage: (message: unknown) => void,
  onBroken: () => void,
): void => {
  const reader = createFrameReader();
  stream.on('data', (chunk: Buffer) => {
    const messages = reader.push(chunk);
    if (typeof messages === 'string') onBroken();
    else messages.forEach(onMessage);
  });
};

/** The parent as a host sees it over stdin and stdout. */
export const stdioParentPort = (onGone: () => void): ParentPort => {
  process.stdin.on('end', onGone).on('error', onGone);
  process.stdout.on('error', onGone);
  return {
    post: (message) => write(process.stdout, message),
    onMessage: (listener) => read(process.stdin, listener, onGone),
  };
};

/**
 * Starts a host as a program of its own that speaks frames over its stdin and stdout: plain Node, for instance the
 * 32-bit one that 32-bit vendor drivers need.
 * @param command the program and its arguments
 */
export const spawnStdioHost = (command: readonly [string, ...string[]]): ChildPort => {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  const exitListeners: ((code: number | null) => void)[] = [];
  let ended: { readonly code: number | null } | null = null;
  const end = (code: number | null): void => {
    if (ended !== null) return;
    ended = { code };
    exitListeners.forEach((listener) => listener(code));
  };
  const kill = (): void => void child.kill('SIGKILL');
  child.on('exit', end).on('error', () => end(null));
  // Writing to a host that has just died is no fault of ours: its exit is reported above.
  child.stdin.on('error', () => undefined);
  return {
    post: (message) => {
      if (ended === null) write(child.stdin, message);
    },
    onMessage: (listener) => read(child.stdout, listener, kill),
    onExit: (listener) =>
      ended === null ? void exitListeners.push(listener) : listener(ended.code),
    kill,
  };
};
