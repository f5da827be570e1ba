import { describe, expect, it } from 'vitest';
import { languages, type Language } from '../../../electron/domain/language.ts';
import { textsOf, traitsOf } from '../../../renderer/i18n/index.ts';

/** Counts that reach every plural form of every language here. */
const COUNTS = [0, 1, 2, 3, 5, 11, 21, 25, 100, 101];

/** Every text of a language by its path; texts that depend on something are asked for several values. */
const flat = (value: unknown, path = ''): readonly (readonly [path: string, text: string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const ask = value as (first: number, second: number) => string;
    return COUNTS.map((count) => [`${path}(${count})`, ask(count, 100)] as const);
  }
  return Object.entries(value as object).flatMap(([key, inner]) =>
    flat(inner, path === '' ? key : `${path}.${key}`),
  );
};

/** Most characters that fit where a text stands, on a 10-inch panel at the normal text size. */
const limits: readonly (readonly [pattern: RegExp, most: number])[] = [
  [/^(common\.(back|help|language|scrollDown|scrollUp)|display\.button)$/, 12],
  [/^common\.(continue|close)$/, 14],
  [/^common\.end$/, 30],
  [/^common\.stepOf/, 20],
  [/^lookUp\.open$/, 26],
  [/^topic\.known\.[a-z-]+\.label$/, 26],
  [/^topic\.known\.[a-z-]+\.hint$/, 36],
  [/^review\.findings\./, 24],
  [/^page\./, 24],
  [/^(review\.(scanMore|confirm|keep|undo|leaveOut)|scan\.(start|stop|retry))$/, 30],
  [/^(blacken\.(add|up|down|thicker|thinner|remove|done)|message\.done|check\.writeMessage)$/, 30],
  [/^details\.(forOther|forMyself|useFromLetter|representative|scanAuthority)$/, 30],
  [/^review\.sides\./, 6],
  [/^(review\.(separator|turnedByKiosk|marked)|message\.lead)$/, 56],
  [/^(check\.(submit|change).*|scan\.useScanned.*|end\.(confirm|cancel)|idle\.stay.*)$/, 32],
  [/^(details\.skip.*|prepare\.start|receipt\.(done|another)|notSubmitted\.retry)$/, 30],
  [/^display\.(textSizes|themes)\./, 24],
  [/itle$/, 56],
  [/^(review|topic|check|receipt|prepare)\.lead$/, 80],
  [/./, 170],
];

const mostOf = (path: string): number => limits.find(([pattern]) => pattern.test(path))?.[1] ?? 0;

describe.each(languages)('the texts in %s', (language) => {
  const texts = flat(textsOf[language]);

  it('say something everywhere', () => {
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('fit where they stand', () => {
    const overlong = texts
      .filter(([path, text]) => text.length > mostOf(path))
      .map(([path, text]) => `${path}: ${text.length} > ${mostOf(path)}: ${text}`);
    expect(overlong).toEqual([]);
  });

  it('leave no count or placeholder unfilled', () => {
    const unfilled = texts.filter(([, text]) => /#|undefined|NaN|\[object/.test(text));
    expect(unfilled).toEqual([]);
  });

  it('are written in the language’s script', () => {
    const wrong = texts.filter(([, text]) => !sharesScript(language, text));
    expect(wrong).toEqual([]);
  });
});

describe('all languages', () => {
  it('have the same texts', () => {
    const paths = (language: Language) => flat(textsOf[language]).map(([path]) => path);
    for (const language of languages) expect(paths(language)).toEqual(paths('de'));
  });

  it('are translated, not copied from German', () => {
    const german = new Map(flat(textsOf.de));
    for (const language of languages.filter((other) => !other.startsWith('de'))) {
      const copied = flat(textsOf[language])
        .filter(([path, text]) => german.get(path) === text)
        .map(([path]) => path.replace(/\(.*/, ''));
      // A few words are the same in some languages ("Normal", "Dokument").
      expect(new Set(copied).size, copied.join(', ')).toBeLessThan(4);
    }
  });

  it('keep a number with strokes in it in its order where the script runs the other way', () => {
    for (const language of languages.filter((one) => traitsOf[one].direction === 'rtl')) {
      const { example, fromLetter, formatWrong } = textsOf[language].details;
      for (const text of [example, fromLetter, formatWrong].map((say) => say('12345//0001234')))
        expect(text).toContain('\u206612345//0001234\u2069');
    }
  });

  it('write right to left where the script does', () => {
    const rtl = languages.filter((language) => traitsOf[language].direction === 'rtl');
    expect(rtl).toEqual(['ar', 'fa']);
  });
});

const scripts: Readonly<Record<string, RegExp>> = {
  uk: /\p{Script=Cyrillic}/u,
  ru: /\p{Script=Cyrillic}/u,
  bg: /\p{Script=Cyrillic}/u,
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
};

const sharesScript = (language: Language, text: string): boolean =>
  (scripts[language] ?? /\p{Script=Latin}/u).test(text);
