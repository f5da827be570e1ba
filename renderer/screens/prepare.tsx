import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { FlatPicture, OrderPicture, StaplesPicture } from '../components/prepare-pictures.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** What to do with the paper before it goes in: three drawings, three sentences. */
export const Prepare = (): ReactNode => {
  const { texts, client, view } = useKiosk();
  return (
    <Screen
      title={texts.prepare.title}
      lead={texts.prepare.lead}
      back={() => client.send({ kind: 'back' })}
      actions={
        <Button
          kind="primary"
          iconAfter="forward"
          testId="continue"
          label={texts.prepare.start}
          onPress={() => client.send({ kind: 'continue' })}
        />
      }
    >
      <ol className="cards">
        <li className="card">
          <StaplesPicture />
          <span>{texts.prepare.staples}</span>
        </li>
        <li className="card">
          <FlatPicture />
          <span>{texts.prepare.flat}</span>
        </li>
        <li className="card">
          <OrderPicture />
          <span>{texts.prepare.order}</span>
        </li>
      </ol>
      <p className="note">{texts.prepare.atMost(view.site.maxPages)}</p>
    </Screen>
  );
};
