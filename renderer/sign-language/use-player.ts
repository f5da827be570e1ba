import { useRef, useState, type RefObject } from 'react';

/** A video and what can be done with it. */
export interface Player {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: 'still' | 'playing' | 'over' | 'failed';
  readonly subtitles: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  readonly showSubtitles: (shown: boolean) => void;
  readonly ended: () => void;
  readonly failed: () => void;
}

export const usePlayer = (): Player => {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<Player['state']>('still');
  const [subtitles, setSubtitles] = useState(false);
  return {
    video,
    state,
    subtitles,
    play: () => {
      setState('playing');
      video.current?.play().catch(() => setState((now) => (now === 'failed' ? now : 'still')));
    },
    pause: () => {
      video.current?.pause();
      setState('still');
    },
    showSubtitles: (shown) => {
      const [track] = video.current?.textTracks ?? [];
      if (track !== undefined) track.mode = shown ? 'showing' : 'hidden';
      setSubtitles(shown);
    },
    ended: () => setState('over'),
    failed: () => setState('failed'),
  };
};
