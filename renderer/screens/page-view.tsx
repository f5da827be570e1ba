import { useState, type ReactNode } from 'react';
import type { Page, PageId } from '../../electron/domain/page.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PagePicture } from '../components/page-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { suspicionOf } from '../components/suspicion.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Blacken } from './blacken.tsx';
import { LargePage } from './large-page.tsx';

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
  const [shown, setShown] = useState<'page' | 'large' | 'blacken'>('page');
  const previous = visit.pages[at - 1];
  const next = visit.pages[at + 1];
  const back = (): void => setShown('page');
  if (shown === 'blacken') return <Blacken page={page} at={at} onDone={back} />;
  if (shown === 'large') return <LargePage page={page} at={at} onBack={back} />;
  const suspicion = suspicionOf(page, texts);
  return (
    <Screen
      title={texts.common.page(at + 1)}
      {...(suspicion === null ? {} : { lead: suspicion })}
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
        <button
          type="button"
          className="page-view-picture"
          data-testid="zoom"
          aria-label={`${texts.page.zoomIn}: ${texts.common.page(at + 1)}`}
          onClick={() => setShown('large')}
        >
          <PagePicture page={page} size="preview" description="" />
          <span className="page-view-zoom">
            <Icon name="zoom" />
          </span>
        </button>
        <div className="page-actions">
          <PageActions
            page={page}
            at={at}
            last={visit.pages.length - 1}
            onOpen={onOpen}
            onBlacken={() => setShown('blacken')}
          />
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
  onBlacken,
}: {
  readonly onBlacken: () => void;
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
      {page.otherSize !== undefined && (page.blackened ?? []).length === 0 && (
        <Button
          icon="crop"
          testId="show-whole"
          label={page.whole === true ? texts.page.crop : texts.page.showWhole}
          onPress={() => client.send({ kind: 'show-whole', pageId, whole: page.whole !== true })}
        />
      )}
      <Button icon="blacken" testId="blacken" label={texts.page.blacken} onPress={onBlacken} />
      {at > 0 && (
        <Button
          icon="split"
          testId="split"
          label={page.beginsDocument === true ? texts.page.join : texts.page.split}
          onPress={() =>
            client.send({ kind: 'split-before', pageId, split: page.beginsDocument !== true })
          }
        />
      )}
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
      {suspicionOf(page, texts) !== null && (
        <Button
          icon="check"
          testId="keep-page"
          label={texts.review.keep}
          onPress={() => client.send({ kind: 'keep-page', pageId })}
        />
      )}
    </>
  );
};
