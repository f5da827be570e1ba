import type { Page } from '../../electron/domain/page.ts';
import type { Texts } from '../i18n/texts.ts';

/** What the kiosk suspects of a page, in words; null where it looks fine. */
export const suspicionOf = (page: Page, texts: Texts): string | null => {
  if (page.separator === true) return texts.review.separator;
  const finding = page.findings?.[0];
  if (finding === 'upside-down' && page.turnedBy !== undefined) return texts.review.turnedByKiosk;
  return finding === undefined ? null : texts.review.findings[finding];
};
