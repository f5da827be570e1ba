import { useState, type ReactNode } from 'react';
import type { Page, PageId } from '../../electron/domain/page.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { PagePicture } from '../components/page-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** One page large, and everything that can be done with it. */
export const PageView = ({
  visit,
  page,
  at,
  onOpen,
}: {
  readonly visit: Visit;
  readonly page: Page;
  /** Its place among the pages, from 0. */
  readonly at: number;
  readonly onOpen: (page: PageId | null) => void;
}): ReactNode => {
  const { texts } = useKiosk();
  const [large, setLarge] = useState(false);
  const previous = visit.pages[at - 1];
  const next = visit.pages[at + 1];
  return (
    <Screen
      title={texts.common.page(at + 1)}
      wide
      actions={
        <>
          {previous !== undefined && (
            <Button
              icon="back"
              testId="previous-page"
              label={texts.page.previous}
              onPress={() => onOpen(previous.id)}
            />
          )}
          {next !== undefined && (
            <Button
              iconAfter="forward"
              testId="next-page"
              label={texts.page.next}
              onPress={() => onOpen(next.id)}
            />
          )}
          <Button
            kind="primary"
            icon="check"
            testId="to-overview"
            label={texts.page.toOverview}
            onPress={() => onOpen(null)}
          />
        </>
      }
    >
      <div className="page-view">
        <div
          className={large ? 'page-view-picture page-view-large' : 'page-view-picture'}
          {...(large ? { tabIndex: 0 } : {})}
        >
          <PagePicture page={page} size="preview" description={texts.common.page(at + 1)} />
        </div>
        <div className="page-actions">
          <Button
            icon={large ? 'whole' : 'zoom'}
            testId="zoom"
            label={large ? texts.page.zoomOut : texts.page.zoomIn}
            onPress={() => setLarge(!large)}
          />
          <PageActions page={page} at={at} last={visit.pages.length - 1} onOpen={onOpen} />
        </div>
      </div>
    </Screen>
  );
};

const PageActions = ({
  page,
  at,
  last,
  onOpen,
}: {
  readonly page: Page;
  readonly at: number;
  readonly last: number;
  readonly onOpen: (page: PageId | null) => void;
}): ReactNode => {
  const { texts, client } = useKiosk();
  const pageId = page.id;
  const moveTo = (to: number) => () => client.send({ kind: 'move-page', pageId, to });
  return (
    <>
      <Button
        icon="turn"
        testId="rotate-page"
        label={texts.page.turn}
        onPress={() => client.send({ kind: 'rotate-page', pageId })}
      />
      <Button
        icon="again"
        testId="rescan-page"
        label={texts.page.rescan}
        onPress={() => client.send({ kind: 'rescan-page', pageId })}
      />
      <Button
        icon="earlier"
        testId="move-earlier"
        label={texts.page.moveEarlier}
        disabled={at === 0}
        onPress={moveTo(at - 1)}
      />
      <Button
        icon="later"
        testId="move-later"
        label={texts.page.moveLater}
        disabled={at === last}
        onPress={moveTo(at + 1)}
      />
      <Button
        icon="bin"
        testId="remove-page"
        label={texts.page.remove}
        onPress={() => {
          client.send({ kind: 'remove-page', pageId });
          onOpen(null);
        }}
      />
    </>
  );
};
