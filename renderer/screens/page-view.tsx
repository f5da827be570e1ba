import { useState, type CSSProperties, type ReactNode } from 'react';
import type { Page, PageId } from '../../electron/domain/page.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PagePicture } from '../components/page-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { suspicionOf } from '../components/suspicion.ts';
import { usePinch } from '../components/use-pinch.ts';
import { useKiosk } from '../kiosk-context.ts';
import { Blacken } from './blacken.tsx';

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
  const { zoom, enlarge, whole, canEnlarge, fingers } = usePinch();
  const [blackening, setBlackening] = useState(false);
  const large = zoom > 1;
  const previous = visit.pages[at - 1];
  const next = visit.pages[at + 1];
  if (blackening) return <Blacken page={page} at={at} onDone={() => setBlackening(false)} />;
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
      <PageSuspicion page={page} />
      <div className="page-view">
        <div
          className={large ? 'page-view-picture page-view-large' : 'page-view-picture'}
          style={{ '--zoom': zoom } as CSSProperties}
          data-testid="page-picture"
          {...(large ? { tabIndex: 0 } : {})}
          {...fingers}
        >
          <PagePicture page={page} size="preview" description={texts.common.page(at + 1)} />
        </div>
        <div className="page-actions">
          <Button
            icon="zoom"
            testId="zoom"
            label={texts.page.zoomIn}
            disabled={!canEnlarge}
            onPress={enlarge}
          />
          <Button
            icon="whole"
            testId="zoom-out"
            label={texts.page.zoomOut}
            disabled={!large}
            onPress={whole}
          />
          <PageActions
            page={page}
            at={at}
            last={visit.pages.length - 1}
            onOpen={onOpen}
            onBlacken={() => setBlackening(true)}
          />
        </div>
      </div>
    </Screen>
  );
};

/** What the kiosk suspects of this page, and the ways on. */
const PageSuspicion = ({ page }: { readonly page: Page }): ReactNode => {
  const { texts, client } = useKiosk();
  const words = suspicionOf(page, texts);
  if (words === null) return null;
  const pageId = page.id;
  return (
    <div className="notice" role="status">
      <Icon name="warning" />
      <span>{words}</span>
      <Button
        icon="check"
        testId="keep-page"
        label={texts.review.keep}
        onPress={() => client.send({ kind: 'keep-page', pageId })}
      />
    </div>
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
    </>
  );
};
