import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import {
  FlatPicture,
  OrderPicture,
  StaplesPicture,
  WritingPicture,
} from '../components/prepare-pictures.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** What to do with the paper before it goes in: a drawing and a sentence for each; which side is up where it matters. */
export const Prepare = (): ReactNode => {
  const { texts, client, view } = useKiosk();
  const { shape, writing } = view.site.device;
  const side = shape === 'glass' || writing === 'either' ? null : writing;
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
        {side !== null && (
          <li className="card">
            <WritingPicture side={side} />
            <span>{side === 'up' ? texts.prepare.writingUp : texts.prepare.writingDown}</span>
          </li>
        )}
      </ol>
      <p className="note">{texts.prepare.atMost(view.site.maxPages)}</p>
    </Screen>
  );
};
