import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** How much of a process' memory is read at once, in bytes; traces that lie across two reads are found, too. */
const CHUNK = 8 * 1024 * 1024;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly writable: boolean;
}

/** A process that has gone has no memory. */
const mapsOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return '';
  }
};

/** proc(5) /proc/PID/maps: what can be written holds data; special mappings of the kernel cannot be read. */
const rangesOf = (pid: number): readonly Range[] =>
  mapsOf(pid)
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) r(.)\S+ \S+ \S+ \d+\s*(.*)$/.exec(line))
    .flatMap((found) =>
      found === null || (found[4] ?? '').startsWith('[v')
        ? []
        : [
            {
              from: Number.parseInt(found[1] ?? '', 16),
              to: Number.parseInt(found[2] ?? '', 16),
              writable: found[3] === 'w',
              name: found[4] === '' ? 'anonymous' : (found[4] ?? ''),
            },
          ],
    )
    // The program and its libraries as they lie on the disk hold no customer's data.
    .filter(({ name, writable }) => writable || /^(anonymous|\/dev\/shm|\/memfd|\[)/.test(name));

/**
 * Where in a process' memory one of the traces stands, as "ADDRESS mapping". For root, or whoever started the process.
 * @param pid process id
 */
export const memoryWith = (pid: number, traces: readonly Buffer[]): readonly string[] => {
  const overlap = Math.max(...traces.map(({ length }) => length));
  const ranges = rangesOf(pid);
  if (ranges.length === 0) return [];
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const hits: string[] = [];
  const chunk = Buffer.alloc(CHUNK);
  try {
    for (const { from, to, name } of ranges) {
      for (let at = from; at < to; at += CHUNK - overlap) {
        let length = 0;
        try {
          length = readSync(memory, chunk, 0, Math.min(CHUNK, to - at), at);
        } catch {
          // Reserved, not used: nothing is there.
          break;
        }
        const bytes = chunk.subarray(0, length);
        for (const trace of traces) {
          const found = bytes.indexOf(trace);
          if (found >= 0) hits.push(`${(at + found).toString(16)} ${name}`);
        }
      }
    }
  } finally {
    closeSync(memory);
  }
  return hits;
};
