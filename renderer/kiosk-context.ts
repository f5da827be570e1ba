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

/** Only the way to the kiosk: what uses no more is not drawn again with every change of the view. */
export const ClientContext = createContext<KioskClient | null>(null);

/** Where pictures come from; unlike `useKiosk` this never changes. */
export const useClient = (): KioskClient => {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useClient outside of App');
  return client;
};

/** The kiosk around a screen. */
export const useKiosk = (): Kiosk => {
  const kiosk = useContext(KioskContext);
  if (kiosk === null) throw new Error('useKiosk outside of App');
  return kiosk;
};
