import { expect, it } from 'vitest';
import type { Page } from '../../../electron/domain/page.ts';
import { documentsOf, markedDocumentsOf } from '../../../electron/domain/submission.ts';
import { manifestPage } from '../../../electron/manifest-page.ts';

const page = (id: string, more: Partial<Page> = {}): Page => ({
  id,
  widthPx: 1,
  heightPx: 1,
  dpi: 300,
  rotation: 0,
  side: 'front',
  ...more,
});
const sheet = (id: string): Page => page(id, { separator: true });
const ids = (documents: readonly (readonly Page[])[]) =>
  documents.map((pages) => pages.map(({ id }) => id));

it('documents that only sheets separate stay apart when the first one has been handed in and the sheets are gone', () => {
  const stack = [page('a'), sheet('1'), page('b'), page('c'), sheet('2'), sheet('3'), page('d')];
  const [, ...waiting] = markedDocumentsOf(stack);
  expect(ids(documentsOf(waiting.flat()))).toEqual([['b', 'c'], ['d']]);
});

it('the manifest tells how many sheets lay before a document that does not hold them', () => {
  const stack = [page('a'), sheet('1'), sheet('2'), page('b'), page('c')];
  const steps = markedDocumentsOf(stack)
    .flat()
    .map((each, index) => manifestPage(each, index, undefined).steps);
  expect(steps).toEqual([[], [{ step: 'separate', parameters: { sheets: 2 } }], []]);
  // Once more, as when the documents before it have been handed in.
  const [again = []] = markedDocumentsOf(markedDocumentsOf(stack)[1] ?? []);
  expect(again[0]?.separatorsBefore).toBe(2);
});
