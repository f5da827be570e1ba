import type { ReactNode } from 'react';
import type { Journey, ScanActivity } from '../../electron/domain/journey.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { DevicePicture } from '../components/device-picture.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { ScannedPages } from '../components/scanned-pages.tsx';
import { Screen } from '../components/screen.tsx';
import type { Texts } from '../i18n/texts.ts';
import { useKiosk } from '../kiosk-context.ts';

type ScanJourney = Extract<Journey, { step: 'scan' }>;

/** Paper goes in here. What was scanned is shown at all times and survives every problem. */
export const Scan = ({ journey }: { readonly journey: ScanJourney }): ReactNode => {
  const { texts, client, view } = useKiosk();
  const { activity, visit } = journey;
  const moving = activity.state === 'running' || activity.state === 'stopping';
  const feeding = moving && !(activity.state === 'running' && activity.waiting === true);
  const heading = headingOf(
    journey,
    texts,
    view.site.device.shape === 'glass',
    view.paper === 'awaited',
  );
  return (
    <Screen
      title={heading.title}
      {...(heading.lead === undefined ? {} : { lead: heading.lead })}
      tone={activity.state === 'interrupted' ? 'problem' : 'plain'}
      {...(moving ? {} : { back: () => client.send({ kind: 'back' }) })}
      actions={<ScanActions activity={activity} visit={visit} />}
    >
      <div className="scan">
        <div className="scan-device">
          {activity.state === 'interrupted' ? (
            <ProblemPanel
              kept={
                visit.pages.length > 0 ? texts.scan.kept(visit.pages.length) : texts.scan.noneYet
              }
              todo={texts.scanProblems[activity.problem].todo}
              ask={texts.common.askStaff}
            />
          ) : (
            <DevicePicture state={moving ? 'moving' : 'inviting'} />
          )}
        </div>
        {(feeding || visit.pages.length > 0) && <ScannedPages visit={visit} activity={activity} />}
      </div>
    </Screen>
  );
};

const headingOf = (
  { activity, replacing, visit }: ScanJourney,
  texts: Texts,
  /** Whether sheets are laid on a glass, one by one. */
  onGlass: boolean,
  /** Whether paper laid in starts the scan. */
  startsItself: boolean,
): { readonly title: string; readonly lead?: string } => {
  switch (activity.state) {
    case 'running':
      if (activity.waiting === true)
        return { title: texts.scan.waitingTitle, lead: texts.scan.waitingLead };
      return {
        title: texts.scan.runningTitle,
        lead: onGlass ? texts.scan.glassRunningLead : texts.scan.runningLead,
      };
    case 'stopping':
      return { title: texts.scan.stoppingTitle };
    case 'interrupted':
      return { title: texts.scanProblems[activity.problem].title };
    case 'ready': {
      const at = visit.pages.findIndex(({ id }) => id === replacing);
      if (at >= 0) {
        return { title: texts.scan.replaceTitle(at + 1), lead: texts.scan.replaceLead };
      }
      if (onGlass) {
        const title = visit.pages.length > 0 ? texts.scan.glassMoreTitle : texts.scan.glassTitle;
        return { title, lead: texts.scan.glassLead };
      }
      const title = visit.pages.length > 0 ? texts.scan.moreTitle : texts.scan.readyTitle;
      return { title, lead: startsItself ? texts.scan.readyLeadItself : texts.scan.readyLead };
    }
  }
};

const ScanActions = ({
  activity,
  visit,
}: {
  readonly activity: ScanActivity;
  readonly visit: Visit;
}): ReactNode => {
  const { texts, client } = useKiosk();
  const { pages } = visit;
  switch (activity.state) {
    case 'running':
      return (
        <Button
          icon="stop"
          testId="stop-scan"
          label={texts.scan.stop}
          onPress={() => client.send({ kind: 'stop-scan' })}
        />
      );
    case 'stopping':
      return null;
    case 'ready':
    case 'interrupted':
      return (
        <>
          {pages.length > 0 && (
            <Button
              testId="continue"
              label={texts.scan.useScanned(pages.length)}
              onPress={() => client.send({ kind: 'continue' })}
            />
          )}
          <Button
            kind="primary"
            icon="scan"
            testId="start-scan"
            label={activity.state === 'ready' ? texts.scan.start : texts.scan.retry}
            onPress={() => client.send({ kind: 'start-scan' })}
          />
        </>
      );
  }
};
