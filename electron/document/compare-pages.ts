import type { PageId } from '../domain/page.ts';
import type { IngestedPage } from './ingest.ts';
import type { Finding } from './look-at-page.ts';
import { areAlike } from './quality/likeness.ts';
import { sharesStreak } from './quality/streaks.ts';

type Compared = Pick<IngestedPage, 'streaks' | 'miniature'> & { readonly side: 'front' | 'back' };

/** What can only be suspected by comparing a page with those before it. */
export interface PageComparison {
  /**
   * Compares the page with those remembered, and remembers it.
   * @param among the pages that count: not those taken away or being scanned again
   */
  suspect(id: PageId, page: Compared, among: ReadonlySet<PageId>): readonly Finding[];
  forget(id: PageId): void;
  end(): void;
}

/** Some half a megabyte each; the same sheet comes twice in one go, not after an hour. */
const REMEMBERED = 60;

/** The pages of one visit, in small. */
export const createPageComparison = (): PageComparison => {
  const pages = new Map<PageId, Compared>();
  return {
    suspect: (id, page, among) => {
      const before = [...pages].flatMap(([other, known]) => (among.has(other) ? [known] : []));
      const { miniature, streaks, side } = page;
      const twice = before.some(
        (other) =>
          miniature !== null && other.miniature !== null && areAlike(miniature, other.miniature),
      );
      // Front and back are read through different glass.
      const dirty = before.some(
        (other) => other.side === side && sharesStreak(streaks, other.streaks),
      );
      pages.set(id, page);
      const [oldest] = pages.keys();
      if (pages.size > REMEMBERED && oldest !== undefined) pages.delete(oldest);
      return [
        ...(twice && !dirty ? [{ kind: 'duplicate', confidence: 0.8 } as const] : []),
        ...(dirty ? [{ kind: 'streak', confidence: 0.85 } as const] : []),
      ];
    },
    forget: (id) => void pages.delete(id),
    end: () => pages.clear(),
  };
};
