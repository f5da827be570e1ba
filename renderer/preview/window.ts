import type { Language } from '../../electron/domain/language.ts';
import type { DisplaySettings } from '../display/settings.ts';
import type { FakeKiosk } from './fake-kiosk.ts';

/** What the preview offers to the visual tests: any state, without loading the page anew. */
export interface PreviewWindow {
  readonly states: readonly string[];
  readonly languages: readonly Language[];
  readonly show: (
    state: string,
    language: Language,
    display?: Partial<DisplaySettings>,
  ) => Promise<void>;
  /** Gives what is shown another look without drawing it anew, as a customer's choice does. */
  readonly look: (display: Pick<DisplaySettings, 'theme' | 'textSize'>) => Promise<void>;
  readonly kiosk: FakeKiosk;
}

declare global {
  interface Window {
    einwurfPreview?: PreviewWindow;
  }
}
