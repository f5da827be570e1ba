import type { JourneyEffect } from './journey-event.ts';
import { withWholeScan, type Area, type Page, type PageId } from './page.ts';
import { documentsOf, pageOf, type PageChange, type Visit } from './submission.ts';

/** So many changes can be taken back. */
const MOST_PAST = 20;

/** A visit after a change of its pages, and what has to be done about it. */
export interface ChangedVisit {
  readonly visit: Visit;
  readonly effects: readonly JourneyEffect[];
}

/** A copy of the list with `remove` entries at `at` replaced (Array.toSpliced is not in every runtime here). */
export const spliced = <Item>(
  list: readonly Item[],
  at: number,
  remove: number,
  ...insert: readonly Item[]
): readonly Item[] => [...list.slice(0, at), ...insert, ...list.slice(at + remove)];

/** One topic for each document. Where their number changed, what the further ones are about is asked anew. */
export const withTopicPerDocument = (visit: Visit): Visit => {
  const count = Math.max(1, documentsOf(visit.pages).length);
  const { topics } = visit;
  if (count === topics.length) return visit;
  const first = topics[0] ?? null;
  return { ...visit, topics: Array.from({ length: count }, (_, at) => (at === 0 ? first : null)) };
};

/** Every page that is shown or could be brought back by undoing. */
const reachable = ({ pages, past }: Visit): ReadonlySet<PageId> =>
  new Set([pages, ...past.map((before) => before.pages)].flat().map(({ id }) => id));

/** The pictures of what can never be shown again go at once. */
const forgotten = (before: Visit, after: Visit): readonly JourneyEffect[] => {
  const stays = reachable(after);
  return [...reachable(before)]
    .filter((pageId) => !stays.has(pageId))
    .map((pageId) => ({ effect: 'discard-page', pageId }));
};

const changedTo = (before: Visit, after: Visit): ChangedVisit => ({
  visit: after,
  effects: forgotten(before, after),
});

/** The visit with other pages, in such a way that the change can be taken back. */
export const changePages = (
  visit: Visit,
  change: PageChange,
  pages: readonly Page[],
): ChangedVisit =>
  changedTo(visit, {
    ...visit,
    pages,
    past: [...visit.past, { change, pages: visit.pages }].slice(-MOST_PAST),
  });

/** The visit before its latest change of pages. */
export const undoChange = (visit: Visit): ChangedVisit => {
  const latest = visit.past.at(-1);
  if (latest === undefined) return { visit, effects: [] };
  const { pages } = latest;
  return changedTo(visit, {
    ...visit,
    pages,
    past: visit.past.slice(0, -1),
  });
};

/** A further page at the end; undoing an earlier change keeps it. */
export const addPage = (visit: Visit, page: Page): Visit => ({
  ...visit,
  pages: [...visit.pages, page],
  past: visit.past.map((before) => ({ ...before, pages: [...before.pages, page] })),
});

/** The pages with one of them changed, or null where it is not among them. */
export const withPage = (
  visit: Visit,
  id: PageId,
  changed: (page: Page) => Page,
): readonly Page[] | null =>
  visit.pages.some((page) => page.id === id)
    ? visit.pages.map((page) => (page.id === id ? changed(page) : page))
    : null;

/** The pages with one of them whole or cropped again; null where it cannot be. */
export const wholePages = (visit: Visit, id: PageId, whole: boolean): readonly Page[] | null => {
  const page = pageOf(visit, id);
  const other = page && withWholeScan(page, whole);
  return other ? withPage(visit, id, () => other) : null;
};

/** The pages with one at another position (from 0); null where nothing moves. */
export const movedPage = (
  pages: readonly Page[],
  id: PageId,
  position: number,
): readonly Page[] | null => {
  const from = pages.findIndex((page) => page.id === id);
  const page = pages[from];
  const target = Math.min(Math.max(position, 0), pages.length - 1);
  if (page === undefined || target === from) return null;
  return spliced(spliced(pages, from, 1), target, 0, page);
};

/** The pages without one; the document it began begins with the page after it. */
export const withoutPage = (pages: readonly Page[], id: PageId): readonly Page[] | null => {
  const at = pages.findIndex((page) => page.id === id);
  const page = pages[at];
  if (page === undefined) return null;
  const rest = spliced(pages, at, 1);
  const following = rest[at];
  return page.beginsDocument === true && following !== undefined
    ? spliced(rest, at, 1, { ...following, beginsDocument: true })
    : rest;
};

export const looksFine = (page: Page): Page => {
  const { separator, ...rest } = page;
  return separator === undefined ? { ...page, findings: [] } : { ...rest, findings: [] };
};
export const blackenedAt =
  (areas: readonly Area[]) =>
  (page: Page): Page => ({ ...page, blackened: areas });
export const beginning =
  (split: boolean) =>
  (page: Page): Page => ({ ...page, beginsDocument: split });
