import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { Area, Rotation } from '../../domain/page.ts';

const share = z.number().min(0).max(1);

export const wordSchema = z.object({
  text: z.string().min(1).max(200),
  /** Where it stands on the page as it goes into the document, before rotation: shares of width and height. */
  left: share,
  top: share,
  right: share,
  bottom: share,
});

/** One word read on a page. */
export type Word = Readonly<z.infer<typeof wordSchema>>;

/** A grey picture of writing, standing upright. */
export interface ReadablePage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** A picture file that tesseract can open. */
  readonly file: Uint8Array;
}

/** Longer than this no page is read. */
const DEADLINE_MS = 45_000;
/** Below this tesseract itself does not believe what it read, percent. */
const LEAST_CONFIDENCE = 30;

/**
 * With setpriv the reading program dies together with this process, so that no page outlives its visit in some
 * forgotten process; with nice and one thread it never takes time from the pages still to come.
 */
const QUIETLY = 'setpriv --pdeathsig KILL -- nice -n 19 env OMP_THREAD_LIMIT=1 tesseract';

const commandFor = (args: readonly string[]): readonly [string, readonly string[]] => {
  if (process.platform !== 'linux') return ['tesseract', args];
  const [command = '', ...before] = QUIETLY.split(' ');
  return [command, [...before, ...args]];
};

/** What tesseract writes to its standard output; null if it cannot be started, fails, or takes too long. */
const tesseract = (args: readonly string[], input: Uint8Array | null): Promise<string | null> =>
  new Promise((resolve) => {
    const [command, whole] = commandFor(args);
    const child = spawn(command, whole, {
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve(null));
    child.on('close', (code) => {
      clearTimeout(deadline);
      resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : null);
    });
    child.stdin.end(input ?? undefined);
  });

/** Names of the languages that can be read here (tesseract's, e.g. "deu"); empty without tesseract. */
const readLanguages = async (): Promise<readonly string[]> =>
  ((await tesseract(['--list-langs'], null)) ?? '')
    .split('\n')
    .filter((line) => /^\w+$/.test(line));

let known: Promise<readonly string[]> | null = null;

/** Those of the wanted languages that can be read here, in the order wanted. */
export const readable = async (wanted: readonly string[]): Promise<readonly string[]> => {
  known ??= readLanguages();
  const languages = await known;
  return wanted.filter((language) => languages.includes(language));
};

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a box on the upright page lies on the page before it was turned by `rotation`. */
const turnedBack = ({ left, top, right, bottom }: Box, rotation: Rotation): Box => {
  switch (rotation) {
    case 0:
      return { left, top, right, bottom };
    case 90:
      return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
    case 180:
      return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
    case 270:
      return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
  }
};

const within = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * The words in tesseract's table (TSV): level, page, block, paragraph, line, word, left, top, width, height,
 * confidence, text. Level 5 is a word.
 */
const wordsIn = (table: string, page: ReadablePage, rotation: Rotation): readonly Word[] =>
  table.split('\n').flatMap((row) => {
    const cells = row.split('\t');
    if (cells[0] !== '5') return [];
    const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = cells
      .slice(6, 11)
      .map(Number);
    const text = (cells[11] ?? '').trim().slice(0, 200);
    if (text === '' || confidence < LEAST_CONFIDENCE) return [];
    const box = {
      left: within(left / page.widthPx),
      top: within(top / page.heightPx),
      right: within((left + width) / page.widthPx),
      bottom: within((top + height) / page.heightPx),
    };
    return [{ text, ...turnedBack(box, rotation) }];
  });

/**
 * Reads the words of a page that stands upright.
 * @param languages tesseract's names of them, installed ones only
 * @param rotation how the page was turned to stand upright; the words' places are told as before that
 * @returns null if the page could not be read
 */
export const readWords = async (
  page: ReadablePage,
  languages: readonly string[],
  rotation: Rotation,
): Promise<readonly Word[] | null> => {
  if (languages.length === 0) return null;
  const dpi = String(Math.round(page.dpi));
  const args = ['stdin', 'stdout', '-l', languages.join('+'), '--psm', '3', '--dpi', dpi, 'tsv'];
  const table = await tesseract(args, page.file);
  return table === null ? null : wordsIn(table, page, rotation);
};

/** Words kept as JSON; none if it is none of our making. */
export const wordsFrom = (json: Uint8Array): readonly Word[] => {
  const parsed = z.array(wordSchema).safeParse(JSON.parse(Buffer.from(json).toString('utf8')));
  return parsed.success ? parsed.data : [];
};

/** So much round a blackened area a word counts as touched by it, shares of the page. */
const AROUND = 0.004;

/** The words that no blackened area touches (shares of the page, as the words' places). */
export const wordsOutside = (words: readonly Word[], areas: readonly Area[]): readonly Word[] =>
  words.filter(({ left, top, right, bottom }) =>
    areas.every(
      (area) =>
        right < area.left - AROUND ||
        left > area.left + area.width + AROUND ||
        bottom < area.top - AROUND ||
        top > area.top + area.height + AROUND,
    ),
  );
