/** How the screen looks and sounds for this customer; forgotten with the visit. */
export const textSizes = ['normal', 'large', 'larger', 'largest'] as const;
export type TextSize = (typeof textSizes)[number];

export const themes = ['light', 'dark', 'contrast-light', 'contrast-dark'] as const;
export type Theme = (typeof themes)[number];

export interface DisplaySettings {
  readonly textSize: TextSize;
  readonly theme: Theme;
  readonly speech: SpeechSettings;
  /** Whether the screen is dark while speech goes on, so that nobody else reads along. */
  readonly curtain: boolean;
}

export interface SpeechSettings {
  readonly on: boolean;
  /** 1–5, of full loudness. */
  readonly volume: number;
  /** 1–5, 3 being the voice's own speed. */
  readonly speed: number;
}

export const usualDisplay: DisplaySettings = {
  textSize: 'normal',
  theme: 'light',
  speech: { on: false, volume: 4, speed: 3 },
  curtain: false,
};

/** Factors on the normal text; capitals of the body 3.5, 4.3, 5.2 and 6.1 mm (EN 301 549 5.1.4 asks 6.1 at 50 cm). */
export const scaleOf: Readonly<Record<TextSize, number>> = {
  normal: 1,
  large: 1.23,
  larger: 1.49,
  largest: 1.75,
};
