import { describe, expect, it } from 'vitest';
import { languages } from '../../../electron/domain/language.ts';
import { traitsOf } from '../../../renderer/i18n/index.ts';
import { layoutsOf } from '../../../renderer/components/keyboard-layouts.ts';

/** Letters of names people in each language have, in German spelling and in their own. */
const names = {
  de: 'Jürgen Groß-Übelhör',
  'de-simple': 'Änne Weiß',
  en: 'Siobhan O’Connor',
  uk: 'Олександра Ґалаґан-Їжакевич',
  ru: 'Алёна Подъячева',
  ar: 'مؤمن آل إبراهيم ضياء',
  tr: 'Çağrı Gülşen İnönü',
  pl: 'Łukasz Źdźbłowski Gęś',
  ro: 'Ștefan Țiriac Pârvu Înălțat',
  bg: 'Юлия Щърбанова',
  fr: 'Françoise Noël Hélène Œuvrard',
  fa: 'ژاله پورچیان گلی',
} as const;

describe.each(languages)('the keyboard in %s', (language) => {
  const letters = new Set(
    layoutsOf[language].flatMap(({ rows, extra = [] }) => [...rows.flat(), ...extra]),
  );

  it('has every letter of its people’s names', () => {
    const { locale } = traitsOf[language];
    const missing = Array.from(names[language].toLocaleLowerCase(locale)).filter(
      (letter) => !letters.has(letter) && letter !== '\u0307' && !/[\s’-]/u.test(letter),
    );
    expect(missing).toEqual([]);
  });

  it('writes names the way German offices do', () => {
    const missing = Array.from('abcdefghijklmnopqrstuvwxyzäöüß').filter(
      (letter) => !letters.has(letter),
    );
    expect(missing).toEqual([]);
  });

  it('has no row too narrow to touch, and fits on a 10-inch panel', () => {
    for (const { rows } of layoutsOf[language]) {
      expect(rows.length).toBe(3);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(11);
    }
  });

  it('has no letter twice', () => {
    for (const { rows } of layoutsOf[language]) {
      expect(new Set(rows.flat()).size).toBe(rows.flat().length);
    }
  });
});
