import type { ReactNode } from 'react';
import { LanguageTiles } from '../components/language-tiles.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** Choosing a language begins the visit. */
export const LanguageChoice = (): ReactNode => {
  const { texts, client } = useKiosk();
  return (
    <Screen title={texts.language.title} back={() => client.send({ kind: 'back' })}>
      <LanguageTiles onChoose={(language) => client.send({ kind: 'choose-language', language })} />
    </Screen>
  );
};
