import { useLayoutEffect } from 'react';
import type { Language } from '../../electron/domain/language.ts';
import { scaleOf, type DisplaySettings } from './settings.ts';
import { traitsOf } from '../i18n/index.ts';

/** Typical densities in CSS pixels per millimetre: a 10.1" panel of 1280 × 800, a 15.6" one of 1920 × 1080. */
const SMALL_PANEL = { longSidePx: 1366, pxPerMm: 5.9 };
const LARGE_PANEL_PX_PER_MM = 5.6;

const guessedDensity = (): number =>
  Math.max(window.innerWidth, window.innerHeight) <= SMALL_PANEL.longSidePx
    ? SMALL_PANEL.pxPerMm
    : LARGE_PANEL_PX_PER_MM;

/** Gives the document a look: theme and text size. */
export const applyLook = ({
  textSize,
  theme,
}: Pick<DisplaySettings, 'textSize' | 'theme'>): void => {
  const root = document.documentElement;
  root.dataset['theme'] = theme;
  root.dataset['textSize'] = textSize;
  root.style.setProperty('--text-scale', String(scaleOf[textSize]));
};

/** Tells the document its language and direction, the chosen look, and the display's density (px per mm). */
export const useDisplay = (
  language: Language,
  { textSize, theme }: DisplaySettings,
  pxPerMm: number | undefined,
): void => {
  useLayoutEffect(() => {
    const { locale, direction } = traitsOf[language];
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
  }, [language]);
  useLayoutEffect(() => applyLook({ textSize, theme }), [textSize, theme]);
  useLayoutEffect(() => {
    const root = document.documentElement;
    const apply = (): void => {
      root.style.setProperty('--px-per-mm', String(pxPerMm ?? guessedDensity()));
    };
    apply();
    window.addEventListener('resize', apply);
    return () => window.removeEventListener('resize', apply);
  }, [pxPerMm]);
};
