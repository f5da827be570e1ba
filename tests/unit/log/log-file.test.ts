import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Log, LogEventName } from '../../../electron/log/events.ts';
import { openLogFile } from '../../../electron/log/log-file.ts';
import { logWords } from '../../../electron/log/words.ts';

const folder = mkdtempSync(join(tmpdir(), 'einwurf-log-'));
const path = join(folder, 'kiosk.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

/** The log for somebody who does not care for its types. */
const careless = openLogFile(path, () => 0) as (event: string, fields?: unknown) => void;
const lines = (): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

/** Names, case numbers and what else people type, in the forms a program may come to have them. */
const canary = fc.oneof(
  fc.constantFrom(
    'quastenflosser',
    'Zwiebelturm',
    'müller-lüdenscheidt',
    '35502//0001234',
    '0001234',
  ),
  fc.stringMatching(/^kanari-[a-z]{12}$/),
  fc.stringMatching(/^\d{3}D\d{6}$/),
);
const holding = (word: string): fc.Arbitrary<unknown> =>
  fc.constantFrom<unknown>(
    word,
    [word],
    { name: word },
    { toJSON: () => word },
    new Error(word),
    Buffer.from(word),
    Object.assign(() => word, { [word]: word }),
    new Map([[word, word]]),
    `${word}-failed`,
    // Sixteen hexadecimal digits are let through as a digest, and only under the name of one.
    `${word}00`,
  );
const fieldName = (word: string): fc.Arbitrary<string> =>
  fc.constantFrom('reason', 'hash', 'where', 'at', 'event', 'level', 'details', '__proto__', word);

test('whatever a mistake brings to the log, no word of a customer comes out of it', () => {
  const attempt = canary.chain((word) =>
    fc.record({
      word: fc.constant(word),
      event: fc.constantFrom('visit-began', 'unexpected-error', word, `visit of ${word}`),
      fields: fc.array(fc.tuple(fieldName(word), holding(word)), { maxLength: 6 }),
    }),
  );
  fc.assert(
    fc.property(attempt, ({ word, event, fields }) => {
      careless(event, Object.fromEntries(fields));
      const line = lines().at(-1) ?? '';
      const encodings = [
        word,
        JSON.stringify(word).slice(1, -1),
        Buffer.from(word).toString('hex'),
      ];
      for (const text of [...encodings, Buffer.from(word).toString('base64').slice(0, -2)])
        expect(line).not.toContain(text);
      expect(JSON.parse(line)).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
    }),
    { numRuns: 500 },
  );
});

test('a number that could be somebody’s is withheld', () => {
  for (const number of [1_234_567, 35_502_000, -1, 0.5, Number.NaN, 12_345_678n, 1e21]) {
    careless('visit-began', { count: number });
    expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject({ count: 'withheld' });
  }
});

test('what the log is for comes through', () => {
  const log: Log = careless;
  const events: readonly LogEventName[] = ['scan-problem', 'kiosk-started'];
  for (const kind of logWords) log(events[0] ?? 'kiosk-started', { kind, count: 3, duplex: false });
  const written = lines()
    .slice(-logWords.length)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(written.map(({ kind }) => kind)).toEqual([...logWords]);
  expect(written[0]).toMatchObject({
    level: 'alarm',
    event: 'scan-problem',
    count: 3,
    duplex: false,
  });
  careless('attendant-act', { act: 'logged-on', entry: 7, hash: '0123456789abcdef' });
  expect(lines().at(-1)).toContain('"entry":7,"hash":"0123456789abcdef"');
});
