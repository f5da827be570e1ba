import type { ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { LanguageTiles } from './language-tiles.tsx';

/** Changes the language at any step; nothing entered or scanned is lost. */
export const LanguageDialog = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const { texts, chooseLanguage } = useKiosk();
  return (
    <Dialog
      title={texts.language.title}
      testId="language-dialog"
      wide
      onClose={onClose}
      actions={<Button testId="language-close" label={texts.common.close} onPress={onClose} />}
    >
      <LanguageTiles
        onChoose={(language) => {
          chooseLanguage(language);
          onClose();
        }}
      />
    </Dialog>
  );
};
