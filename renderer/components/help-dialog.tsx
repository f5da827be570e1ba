import type { ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** What this step is about, and where people help. */
export const HelpDialog = ({
  onClose,
  onSign,
}: {
  readonly onClose: () => void;
  /** Where the site has a video in sign language for this step. */
  readonly onSign?: () => void;
}): ReactNode => {
  const { texts, view } = useKiosk();
  return (
    <Dialog
      title={texts.help.title}
      testId="help-dialog"
      onClose={onClose}
      actions={
        <>
          {onSign !== undefined && (
            <Button
              icon="signing"
              testId="sign-language"
              label={texts.signLanguage.open}
              onPress={onSign}
            />
          )}
          <Button kind="primary" testId="help-close" label={texts.common.close} onPress={onClose} />
        </>
      }
    >
      <p className="large">{texts.help.steps[view.journey.step]}</p>
      <p>{texts.help.staff}</p>
    </Dialog>
  );
};
