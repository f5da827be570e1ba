import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { heapWiper } from '../../electron/shell/wipe-heap.ts';
import { collectGarbage } from './collect-garbage.ts';

// Holds a word thousands of times among other things until it has grown old in V8's heap, and lets go of it as the lines
// on its standard input say. argv: the word, backwards.
setFlagsFromString('--clear-free-memory');
const wipeHeap = heapWiper();
let word = Array.from(process.argv[2] ?? '')
  .reverse()
  .join('');
const others: unknown[] = [];
let words: unknown[] = [];

const steps: Readonly<Record<string, () => void>> = {
  hold: () => {
    for (let count = 0; count < 30_000; count += 1) {
      const isOurs = count % 10 === 0;
      const name = `${isOurs ? word : 'somebody else'} ${count}`;
      (isOurs ? words : others).push(JSON.parse(JSON.stringify({ name, pages: [1, 2, 3] })));
    }
    collectGarbage();
    collectGarbage();
  },
  letGo: () => {
    words = [];
    word = '';
  },
  collect: () => {
    collectGarbage();
    collectGarbage();
  },
  wipe: wipeHeap,
};

createInterface({ input: process.stdin }).on('line', (name) => {
  steps[name]?.();
  // The other things are there until the end.
  process.stdout.write(`DONE ${name} ${others.length}\n`);
});
