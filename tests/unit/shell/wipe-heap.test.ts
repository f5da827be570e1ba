import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import { bundleProgram } from '../../support/bundle-program.ts';
import { memoryWith } from '../../support/memory-traces.ts';
import { randomLetters } from '../../support/random-letters.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-old-words-'));
  program = await bundleProgram('tests/support/old-words-program.ts', folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process with V8 of its own that does one thing after the other. */
const startProgram = (engine: string, word: string) => {
  const backwards = Array.from(word).reverse().join('');
  const child = spawn(engine, [program, backwards], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    has: () => memoryWith(child.pid ?? 0, [Buffer.from(word), Buffer.from(word, 'utf16le')]),
    tell: async (step: string): Promise<void> => {
      const answered = once(lines, 'line');
      child.stdin.write(`${step}\n`);
      await answered;
    },
  };
};

const engines: Readonly<Record<string, () => Promise<string>>> = {
  'Node.js': () => Promise.resolve(process.execPath),
  Electron: async () => (await electronRuntime()).path,
};

describe.each(Object.keys(engines))("words that have grown old in %s' heap", (name) => {
  it('lie there after any number of collections, and are gone after two wipes', async () => {
    const { child, has, tell } = startProgram((await engines[name]?.()) ?? '', randomLetters(16));
    try {
      await tell('hold');
      expect(has()).not.toEqual([]);
      await tell('letGo');
      await tell('collect');
      // If this ever fails, V8 overwrites by itself what it frees, and there is no need for a wipe any more.
      expect(has()).not.toEqual([]);
      // As after a visit: now, and a little later.
      await tell('wipe');
      await tell('wipe');
      expect(has()).toEqual([]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
