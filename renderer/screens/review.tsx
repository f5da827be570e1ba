import { useState, type ReactNode } from 'react';
import type { PageId } from '../../electron/domain/page.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PageTiles } from '../components/page-tiles.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';
import { PageView } from './page-view.tsx';

/** All pages at a glance; touching one opens it. */
export const Review = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { texts, client } = useKiosk();
  const [opened, setOpened] = useState<PageId | null>(null);
  const at = visit.pages.findIndex(({ id }) => id === opened);
  const page = visit.pages[at];
  if (page !== undefined) {
    return <PageView visit={visit} page={page} at={at} onOpen={setOpened} />;
  }
  return (
    <Screen
      title={texts.review.title}
      lead={visit.pages.length === 0 ? texts.review.empty : texts.review.lead}
      back={() => client.send({ kind: 'back' })}
      actions={
        <>
          <Button
            icon="plus"
            testId="scan-more"
            label={texts.review.scanMore}
            onPress={() => client.send({ kind: 'scan-more' })}
          />
          <Button
            kind="primary"
            iconAfter="forward"
            testId="continue"
            label={texts.review.confirm}
            disabled={visit.pages.length === 0}
            onPress={() => client.send({ kind: 'continue' })}
          />
        </>
      }
    >
      {visit.removed !== null && <RemovedNotice />}
      <PageTiles pages={visit.pages} onOpen={setOpened} />
    </Screen>
  );
};

const RemovedNotice = (): ReactNode => {
  const { texts, client } = useKiosk();
  return (
    <div className="notice" role="status">
      <Icon name="bin" />
      <span>{texts.review.removed}</span>
      <Button
        icon="undo"
        testId="restore-page"
        label={texts.review.restore}
        onPress={() => client.send({ kind: 'restore-page' })}
      />
    </div>
  );
};
