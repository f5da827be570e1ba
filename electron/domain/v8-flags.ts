import type { Program } from './child-port.ts';

/**
 * Room that V8 gives the document worker's heap before it looks for garbage, MB. Pages are held outside of the heap
 * and counted towards it: with V8's own small beginning it went through everything two or three times a page, which
 * took a tenth of the time, and found next to nothing.
 */
const DOCUMENT_WORKER_MB = 200;

/**
 * V8's settings for a program of the build. Each overwrites what it frees with zeros, as the main process does: pages
 * and words go through all of them.
 */
export const v8FlagsOf = (program: Program): readonly string[] => [
  '--clear-free-memory',
  ...(program === 'document-worker'
    ? [`--initial-old-space-size=${String(DOCUMENT_WORKER_MB)}`]
    : []),
];
