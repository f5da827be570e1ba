import { createContext, useContext } from 'react';
import type { KioskView } from '../electron/contract/view.ts';
import type { Language } from '../electron/domain/language.ts';
import type { DisplaySettings } from './display/settings.ts';
import type { Texts } from './i18n/texts.ts';
import type { KioskClient } from './kiosk-client.ts';

/** What every screen can use. */
export interface Kiosk {
  readonly view: KioskView;
  readonly client: KioskClient;
  readonly language: Language;
  readonly texts: Texts;
  readonly display: DisplaySettings;
  readonly changeDisplay: (change: Partial<DisplaySettings>) => void;
  /** Changes the language at any step; before a visit begins only on this screen. */
  readonly chooseLanguage: (language: Language) => void;
}

export const KioskContext = createContext<Kiosk | null>(null);

/** The kiosk around a screen. */
export const useKiosk = (): Kiosk => {
  const kiosk = useContext(KioskContext);
  if (kiosk === null) throw new Error('useKiosk outside of App');
  return kiosk;
};
