import { memo, useEffect, useRef, type ReactNode } from 'react';
import type { ScanActivity } from '../../electron/domain/journey.ts';
import type { Page } from '../../electron/domain/page.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { useKiosk } from '../kiosk-context.ts';
import { NumberedPage } from './numbered-page.tsx';
import { PagePicture } from './page-picture.tsx';

/** The pages so far, the newest always in sight, and the sheet that is being read. */
export const ScannedPages = ({
  visit,
  activity,
}: {
  readonly visit: Visit;
  readonly activity: ScanActivity;
}): ReactNode => {
  const { texts } = useKiosk();
  const list = useRef<HTMLOListElement>(null);
  const count = visit.pages.length;
  // Where every page is a front, saying so helps nobody.
  const bothSides = visit.pages.some(({ side }) => side === 'back');
  const feeding = activity.state === 'running' && activity.waiting !== true;
  useEffect(() => {
    const pages = list.current;
    if (feeding) {
      pages?.lastElementChild?.scrollIntoView({ block: 'nearest', inline: 'end' });
      // The words below the page beside the coming sheet reach further down than it does.
      pages?.scrollTo({ top: pages.scrollHeight });
      return;
    }
    // Nothing feeds: the words that say what is to be done have to be in sight, however large they are.
    pages?.closest('main')?.scrollTo({ top: 0 });
    pages?.scrollTo({ top: pages.scrollHeight });
  }, [count, feeding]);
  return (
    <section className="scanned" aria-label={texts.scan.scannedSoFar}>
      <p className="scanned-count" role="status">
        {texts.scan.scannedSoFar}: {texts.common.pageCount(count)}
      </p>
      <ol
        className={bothSides ? 'scanned-list scanned-sides' : 'scanned-list'}
        ref={list}
        tabIndex={0}
        aria-label={texts.scan.scannedSoFar}
      >
        {visit.pages.map((page, at) => (
          <ScannedPage
            key={page.id}
            page={page}
            at={at}
            description={texts.common.page(at + 1)}
            side={bothSides ? texts.review.sides[page.side] : null}
          />
        ))}
        {feeding && (
          <li className="scanned-page scanned-coming" aria-hidden="true">
            <ComingSheet fraction={activity.fraction} />
          </li>
        )}
      </ol>
    </section>
  );
};

/** Drawn once: a stack of a hundred pages must not be drawn anew with every sheet that comes. */
const ScannedPage = memo(function ScannedPage({
  page,
  at,
  description,
  side,
}: {
  readonly page: Page;
  /** Its place among the pages, from 0. */
  readonly at: number;
  readonly description: string;
  /** Which side of its sheet it is, in words. */
  readonly side: string | null;
}): ReactNode {
  return (
    <li className="scanned-page">
      <NumberedPage number={at + 1}>
        <PagePicture page={page} size="thumbnail" description={description} />
      </NumberedPage>
      {side !== null && <span className="page-side">{side}</span>}
    </li>
  );
});

const ComingSheet = ({ fraction }: { readonly fraction: number | null }): ReactNode => (
  <span className={fraction === null ? 'coming coming-unknown' : 'coming'}>
    <span
      className="coming-read"
      style={fraction === null ? {} : { blockSize: `${Math.round(fraction * 100)}%` }}
    />
  </span>
);
