import type { Page } from '../../electron/domain/page.ts';
import certificate from './page-certificate.svg';
import form from './page-form.svg';
import letter from './page-letter.svg';
import statement from './page-statement.svg';

/** Drawn stand-ins for scanned pages, so that no real document is needed. */
const pictures = [letter, form, statement, certificate] as const;

/** A4 at 300 dpi, in pixels. */
const A4 = { short: 2480, long: 3508 };

/** So many pages, each with its drawing; the fourth lies across, the fifth was turned. */
export const previewPages = (count: number): readonly Page[] =>
  Array.from({ length: count }, (_, at) => {
    const lying = at % pictures.length === 3;
    return {
      id: `page-${at + 1}`,
      widthPx: lying ? A4.long : A4.short,
      heightPx: lying ? A4.short : A4.long,
      dpi: 300,
      rotation: at === 4 ? 180 : 0,
      side: at % 2 === 0 ? 'front' : 'back',
      ...(at === 1 ? { otherSize: { widthPx: A4.short + 70, heightPx: A4.long + 70 } } : {}),
    };
  });

/** The drawing of a page made by previewPages. */
export const previewPicture = (pageId: string): string => {
  const at = Number(pageId.replace('page-', '')) - 1;
  return pictures[at % pictures.length] ?? letter;
};
