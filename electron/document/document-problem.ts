/**
 * Why one scanned image could not become a page. The other pages of the visit are not touched.
 * 'damaged' and 'not-an-image' are cured by scanning the sheet again; 'worker-failed' and 'worker-hung'
 * mean that the document process ended and a new one starts with the next request.
 */
export const pageProblems = [
  'not-an-image',
  'damaged',
  'too-large',
  'too-small',
  'image-library-missing',
  'worker-failed',
  'worker-hung',
] as const;
export type PageProblem = (typeof pageProblems)[number];

/** Why no document could be made of the pages. The pages themselves are still there. */
export const documentProblems = [
  'no-pages',
  'damaged',
  'too-large',
  'check-failed',
  'image-library-missing',
  'worker-failed',
  'worker-hung',
] as const;
export type DocumentProblem = (typeof documentProblems)[number];
