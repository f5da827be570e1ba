import { useRef, type ReactNode } from 'react';
import { offerFor, type Page, type PageId } from '../../electron/domain/page.ts';
import { documentsOf } from '../../electron/domain/submission.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { NumberedPage } from './numbered-page.tsx';
import { PagePicture } from './page-picture.tsx';
import { suspicionOf } from './suspicion.ts';
import { usePageDrag, type PageDrag } from './use-page-drag.ts';

/** All pages in order; touching one opens it, dragging one moves it. */
export const PageTiles = ({
  pages,
  onOpen,
}: {
  readonly pages: readonly Page[];
  readonly onOpen: (page: PageId) => void;
}): ReactNode => {
  const { texts, client } = useKiosk();
  const list = useRef<HTMLOListElement>(null);
  const starts = documentStarts(pages);
  const { drag, draggable } = usePageDrag(list, (from, to) => {
    const page = pages[from];
    if (page !== undefined) client.send({ kind: 'move-page', pageId: page.id, to });
  });
  return (
    <ol className="pages" ref={list}>
      {pages.map((page, index) => (
        <li key={page.id} className={tileClass(drag, index, starts)} {...draggable(index)}>
          {starts.has(index) && (
            <span className="document-start">{texts.common.document(starts.get(index) ?? 1)}</span>
          )}
          <PageTile page={page} index={index} onOpen={onOpen} />
          <TileWaysOn page={page} index={index} />
        </li>
      ))}
    </ol>
  );
};

/** Where each document begins (index of the page → number of the document); empty where there is only one. */
const documentStarts = (pages: readonly Page[]): ReadonlyMap<number, number> => {
  const documents = documentsOf(pages);
  if (documents.length < 2) return new Map();
  return new Map(documents.map(([first], at) => [pages.indexOf(first as Page), at + 1]));
};

/** What can be done at once about a page that is blank, twice there, or hard to read. */
const TileWaysOn = ({
  page,
  index,
}: {
  readonly page: Page;
  readonly index: number;
}): ReactNode => {
  const { texts, client } = useKiosk();
  const pageId = page.id;
  const finding = page.findings?.[0];
  const offer = page.separator === true || finding === undefined ? 'turn' : offerFor(finding);
  // Turning is a matter of the page's own view.
  if (offer === 'turn') return null;
  if (offer === 'scan-again') {
    return (
      <Button
        testId={`rescan-${index + 1}`}
        label={texts.page.rescan}
        onPress={() => client.send({ kind: 'rescan-page', pageId })}
      />
    );
  }
  return (
    <>
      <Button
        testId={`keep-${index + 1}`}
        label={texts.review.keep}
        onPress={() => client.send({ kind: 'keep-page', pageId })}
      />
      <Button
        testId={`leave-out-${index + 1}`}
        label={texts.review.leaveOut}
        onPress={() => client.send({ kind: 'remove-page', pageId })}
      />
    </>
  );
};

const PageTile = ({
  page,
  index,
  onOpen,
}: {
  readonly page: Page;
  readonly index: number;
  readonly onOpen: (page: PageId) => void;
}): ReactNode => {
  const { texts } = useKiosk();
  const words = suspicionOf(page, texts);
  const pale = page.separator === true || page.findings?.[0] === 'blank';
  return (
    <button
      type="button"
      className={pale ? 'page-tile page-tile-blank' : 'page-tile'}
      data-testid={`page-${index + 1}`}
      onClick={() => onOpen(page.id)}
    >
      <NumberedPage number={index + 1}>
        <PagePicture page={page} size="thumbnail" description="" />
      </NumberedPage>
      <span className="visually-hidden">{texts.review.openPage(index + 1)}</span>
      {words !== null && <span className="page-finding">{words}</span>}
    </button>
  );
};

/** The lifted page, and the side of another on which it would be put down. */
const tileClass = (
  drag: PageDrag | null,
  index: number,
  starts: ReadonlyMap<number, number>,
): string => `${starts.has(index) ? 'page-starts ' : ''}${dragClass(drag, index)}`;

const dragClass = (drag: PageDrag | null, index: number): string => {
  if (drag === null) return '';
  if (index === drag.from) return 'page-lifted';
  if (index !== drag.to) return '';
  return drag.to < drag.from ? 'page-drop-before' : 'page-drop-after';
};
