import { useState, type ReactNode } from 'react';
import { serviceNotices, type ServiceNotice } from '../../electron/domain/problem.ts';
import { Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import type { AreaContext, OpenView } from './area-context.ts';

const backChoices = ['unknown', 'hour', 'today', 'tomorrow'] as const;
type BackChoice = (typeof backChoices)[number];

const HOUR_MS = 3_600_000;

/** The moment a choice means, on the kiosk's own clock; null where nobody knows. */
const backAt = (choice: BackChoice, now: Date): string | null => {
  const at = new Date(now);
  switch (choice) {
    case 'unknown':
      return null;
    case 'hour':
      return new Date(now.getTime() + HOUR_MS).toISOString();
    case 'today':
      at.setHours(16, 0, 0, 0);
      return at > now ? at.toISOString() : null;
    case 'tomorrow':
      at.setDate(at.getDate() + 1);
      at.setHours(8, 0, 0, 0);
      return at.toISOString();
  }
};

/** Takes the kiosk out of order, with words for the customers, and puts it back. */
export const ServicePage = ({
  view,
  area: { texts, send, moment },
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => {
  const [notice, setNotice] = useState<ServiceNotice>('maintenance');
  const [back, setBack] = useState<BackChoice>('unknown');
  const { service } = view;
  const halted = view.status?.some(({ topic, word }) => topic === 'crashes' && word === 'halted');
  if (service !== null || halted === true) {
    return (
      <>
        <h1>{texts.service.title}</h1>
        {service !== null && (
          <p data-testid="service-state">
            {texts.service.outOfOrder(moment(service.since))}{' '}
            {texts.service.notices[service.notice]}
          </p>
        )}
        <p>
          <Button
            kind="primary"
            testId="put-back"
            label={service === null ? texts.service.clearFault : texts.service.putBack}
            onPress={() => {
              send({ kind: 'put-back-in-order' });
              send({ kind: 'look-at-status' });
            }}
          />
        </p>
      </>
    );
  }
  return (
    <>
      <h1>{texts.service.title}</h1>
      <p data-testid="service-state">{texts.service.inOrder}</p>
      <Choices
        label={texts.service.noticeLead}
        name="notice"
        options={serviceNotices}
        chosen={notice}
        textOf={texts.service.notices}
        onChoose={setNotice}
      />
      <Choices
        label={texts.service.backLead}
        name="back"
        options={backChoices}
        chosen={back}
        textOf={texts.service.back}
        onChoose={setBack}
      />
      <p>
        <Button
          kind="primary"
          testId="take-out"
          label={texts.service.take}
          onPress={() =>
            send({ kind: 'take-out-of-order', notice, backAt: backAt(back, new Date()) })
          }
        />
      </p>
    </>
  );
};
