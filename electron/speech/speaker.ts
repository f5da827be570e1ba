import { spawn, type ChildProcess } from 'node:child_process';

/** What is to be said, as the contract's `speak` request has it. */
export interface Speech {
  /** Plain text; empty only silences. */
  readonly text: string;
  /** BCP 47, e.g. "uk-UA". */
  readonly locale: string;
  /** 1–5, of full loudness. */
  readonly volume: number;
  /** 1–5, 3 being the voice's own speed. */
  readonly speed: number;
}

/** Reads texts aloud, one at a time. */
export interface Speaker {
  /** Says it at once, instead of whatever is being said. */
  readonly say: (speech: Speech) => void;
  /** Falls silent for good. */
  readonly close: () => void;
}

/** espeak-ng's voices by language; every language of the kiosk has one (espeak-ng 1.51, Debian 12). */
const voices: Readonly<Record<string, string>> = {
  de: 'de',
  en: 'en-gb',
  uk: 'uk',
  ru: 'ru',
  ar: 'ar',
  tr: 'tr',
  pl: 'pl',
  ro: 'ro',
  bg: 'bg',
  fr: 'fr-fr',
  fa: 'fa',
};

/** Amplitude 0–200 (100 is usual) and words a minute (175 is usual), espeak-ng(1). */
const amplitudes = [25, 50, 80, 110, 160];
const wordsPerMinute = [105, 135, 165, 210, 270];

const level = (levels: readonly number[], wanted: number): string =>
  String(levels[Math.min(Math.max(Math.round(wanted), 1), levels.length) - 1]);

/** The arguments for espeak-ng. The text itself goes through the pipe: arguments are readable by everybody. */
export const espeakArguments = ({ locale, volume, speed }: Speech): readonly string[] => [
  '-v',
  voices[locale.slice(0, 2)] ?? 'de',
  '-a',
  level(amplitudes, volume),
  '-s',
  level(wordsPerMinute, speed),
  '--stdin',
];

/**
 * Speech through espeak-ng, the floor that every Debian has; it plays through the system's default output.
 * @param program path or name of espeak-ng
 * @param onUnavailable called once when the program cannot be started; the kiosk goes on without speech
 */
export const espeakSpeaker = (program: string, onUnavailable: () => void): Speaker => {
  let speaking: ChildProcess | null = null;
  let available = true;
  const silence = (): void => {
    speaking?.kill();
    speaking = null;
  };
  return {
    say: (speech) => {
      silence();
      if (!available || speech.text.trim() === '') return;
      const child = spawn(program, espeakArguments(speech), {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      speaking = child;
      child.once('error', () => {
        if (available) onUnavailable();
        available = false;
      });
      // The child may be silenced before it has read its text.
      child.stdin.on('error', () => undefined);
      child.stdin.end(speech.text);
    },
    close: silence,
  };
};
