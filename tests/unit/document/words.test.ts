import { describe, expect, it } from 'vitest';
import { wordsFrom, wordsOutside } from '../../../electron/document/text/read-words.ts';

const word = (text: string, left: number, top: number) => ({
  text,
  left,
  top,
  right: left + 0.1,
  bottom: top + 0.02,
});

describe('the words of a page', () => {
  const words = [word('IBAN', 0.1, 0.5), word('DE89', 0.25, 0.5), word('below', 0.1, 0.53)];

  it('that a blackened area touches, however little, are gone', () => {
    const area = { left: 0.34, top: 0.49, width: 0.3, height: 0.02 };
    expect(wordsOutside(words, [area]).map(({ text }) => text)).toEqual(['IBAN', 'below']);
  });

  it('are not believed when they are not of our making', () => {
    expect(wordsFrom(Buffer.from('[{"text":"x","left":7}]'))).toEqual([]);
    expect(wordsFrom(Buffer.from(JSON.stringify(words)))).toEqual(words);
  });
});
