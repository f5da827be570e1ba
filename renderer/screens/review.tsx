import { useState, type ReactNode } from 'react';
import type { PageId } from '../../electron/domain/page.ts';
import { pagesToHandIn, type Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PageTiles } from '../components/page-tiles.tsx';
import { Screen } from '../components/screen.tsx';
import { suspicionOf } from '../components/suspicion.ts';
import type { Texts } from '../i18n/texts.ts';
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
      lead={leadOf(visit, texts)}
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
            disabled={pagesToHandIn(visit.pages) === 0}
            onPress={() => client.send({ kind: 'continue' })}
          />
        </>
      }
    >
      <LatestChange visit={visit} />
      <PageTiles pages={visit.pages} onOpen={setOpened} />
    </Screen>
  );
};

const leadOf = ({ pages }: Visit, texts: Texts): string => {
  if (pages.length === 0) return texts.review.empty;
  return pages.some((page) => suspicionOf(page, texts) !== null)
    ? texts.review.marked
    : texts.review.lead;
};

/** What was changed last, and the way to take it back. */
const LatestChange = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { texts, client } = useKiosk();
  const latest = visit.past.at(-1);
  if (latest === undefined) return null;
  return (
    <div className="notice" role="status">
      <Icon name="check" />
      <span>{texts.review.changes[latest.change]}</span>
      <Button
        icon="undo"
        testId="undo"
        label={texts.review.undo}
        onPress={() => client.send({ kind: 'undo' })}
      />
    </div>
  );
};
