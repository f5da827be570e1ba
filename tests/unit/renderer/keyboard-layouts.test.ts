import { describe, expect, it } from 'vitest';
import { languages } from '../../../electron/domain/language.ts';
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
  const letters = new Set(layoutsOf[language].flatMap(({ rows }) => rows.flat()));

  it('has every letter of its people’s names', () => {
    const { locale } = layoutsOf[language][1] ?? layoutsOf[language][0];
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

  it('has no row that would be too narrow to touch', () => {
    for (const { rows } of layoutsOf[language]) {
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(11);
    }
  });

  it('has no letter twice', () => {
    for (const { rows } of layoutsOf[language]) {
      expect(new Set(rows.flat()).size).toBe(rows.flat().length);
    }
  });
});
