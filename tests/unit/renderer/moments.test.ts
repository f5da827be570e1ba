import { expect, test } from 'vitest';
import { languages } from '../../../electron/domain/language.ts';
import { formatMoment } from '../../../renderer/i18n/index.ts';

test('the half of the day stays with its time', () => {
  const shown = languages.map((language) => formatMoment(language, '2026-11-23T09:41:07Z'));
  for (const text of shown) expect(text).not.toMatch(/\d [\p{L}.]{1,4}$/u);
  expect(shown.filter((text) => text.includes('\u00A0'))).not.toEqual([]);
});
