import type { ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks once before everything of the visit goes. */
export const EndDialog = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const { texts, client } = useKiosk();
  return (
    <Dialog
      title={texts.end.title}
      testId="end-dialog"
      onClose={onClose}
      actions={
        <>
          <Button testId="end-cancel" label={texts.end.cancel} onPress={onClose} />
          <Button
            kind="danger"
            icon="bin"
            testId="end-confirm"
            label={texts.end.confirm}
            onPress={() => {
              client.send({ kind: 'end' });
              onClose();
            }}
          />
        </>
      }
    >
      <p>{texts.end.lead}</p>
    </Dialog>
  );
};
