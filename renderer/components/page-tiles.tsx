import { useRef, type ReactNode } from 'react';
import type { Page, PageId } from '../../electron/domain/page.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { PagePicture } from './page-picture.tsx';
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
  const { drag, draggable } = usePageDrag(list, (from, to) => {
    const page = pages[from];
    if (page !== undefined) client.send({ kind: 'move-page', pageId: page.id, to });
  });
  return (
    <ol className="pages" ref={list}>
      {pages.map((page, index) => (
        <li key={page.id} className={dragClass(drag, index)} {...draggable(index)}>
          <PageTile page={page} index={index} onOpen={onOpen} />
          {page.findings?.[0] === 'blank' && (
            <Button
              testId={`leave-out-${index + 1}`}
              label={texts.review.leaveOut}
              onPress={() => client.send({ kind: 'remove-page', pageId: page.id })}
            />
          )}
        </li>
      ))}
    </ol>
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
  const finding = page.findings?.[0];
  return (
    <button
      type="button"
      className={finding === 'blank' ? 'page-tile page-tile-blank' : 'page-tile'}
      data-testid={`page-${index + 1}`}
      onClick={() => onOpen(page.id)}
    >
      <PagePicture page={page} size="thumbnail" description="" />
      <span className="visually-hidden">{texts.review.openPage(index + 1)}</span>
      <span className="page-number" aria-hidden="true">
        {index + 1}
      </span>
      {finding !== undefined && (
        <span className="page-finding">{texts.review.findings[finding]}</span>
      )}
    </button>
  );
};

/** The lifted page, and the side of another on which it would be put down. */
const dragClass = (drag: PageDrag | null, index: number): string => {
  if (drag === null) return '';
  if (index === drag.from) return 'page-lifted';
  if (index !== drag.to) return '';
  return drag.to < drag.from ? 'page-drop-before' : 'page-drop-after';
};
