import type { JourneyStep } from '../../electron/domain/journey.ts';
import type { Language } from '../../electron/domain/language.ts';

/** A video for one step, and its subtitles where there are some. */
export interface SignVideo {
  readonly video: string;
  readonly captions: string | null;
}

/** The video for this step: one made for people of this language first, then the one for everybody. */
export const signVideoFor = (
  names: readonly string[],
  step: JourneyStep,
  language: Language,
): SignVideo | null => {
  const first = (ending: string): string | null =>
    [`${step}.${language}.${ending}`, `${step}.${ending}`].find((name) => names.includes(name)) ??
    null;
  const video = first('webm');
  return video === null ? null : { video, captions: first('vtt') };
};
