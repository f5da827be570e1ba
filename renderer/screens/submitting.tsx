import type { ReactNode } from 'react';
import type { SubmitStage } from '../../electron/domain/journey.ts';
import { DevicePicture } from '../components/device-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

const stages: readonly SubmitStage[] = ['building', 'sealing', 'storing'];

/** A moment of work; it cannot be stopped, and says what it is doing. */
export const Submitting = ({ stage }: { readonly stage: SubmitStage }): ReactNode => {
  const { texts } = useKiosk();
  const at = stages.indexOf(stage);
  return (
    <Screen title={texts.submitting.title} lead={texts.submitting.lead}>
      <div className="submitting">
        <DevicePicture state="moving" />
        <ol className="stages">
          {stages.map((shown, index) => (
            <li
              key={shown}
              className={index < at ? 'stage-done' : index === at ? 'stage-now' : 'stage-open'}
              aria-current={index === at ? 'step' : undefined}
            >
              {texts.submitting.stages[shown]}
            </li>
          ))}
        </ol>
      </div>
    </Screen>
  );
};
