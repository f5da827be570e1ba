import type { Clock } from './journey/idle-clock.ts';
import type { Journey } from './domain/journey.ts';
import { asksForPaper } from './domain/scan-step.ts';
import { anyDevice, isScanProblem, type Scanner } from '../scanner-bridge/index.ts';

/** What is known of paper in the feeder: none yet, and any will start a scan; or some was left there. */
export type PaperNews = 'awaited' | 'left';

/** Feels for paper in the feeder while a screen is shown that has something to do with it. */
export interface PaperWatch {
  /** Told the journey with every change; null while an attendant has the kiosk. */
  readonly shown: (journey: Journey | null) => void;
  readonly news: () => PaperNews | null;
}

export interface PaperWatchParts {
  readonly scanner: Pick<Scanner, 'capabilities' | 'feelsPaper'>;
  readonly clock: Clock;
  /** Whether paper laid in starts a scan here. */
  readonly starts: boolean;
  /** Whether paper in the feeder can only be the customer's of this kiosk. */
  readonly own: boolean;
  /** Paper was laid in where it is awaited, and lies still. */
  readonly laidIn: () => void;
  /** The news are other ones now. */
  readonly changed: () => void;
}

type Concern = 'laying' | 'leaving';

/** Between two looks, ms: fast enough to seem immediate, with time for the hand to let go. */
const LAYING_MS = 400;
/** So many looks in a row find paper before it is drawn in. */
const STEADY_LOOKS = 3;
const LEAVING_MS = 1000;
/** Paper that still lies there so long (ms) after the visit is looked for less often. */
const LEFT_LONG_MS = 120_000;
const LEFT_LONG_EVERY_MS = 30_000;
/** So many looks in a row without an answer, and this screen goes on without. */
const MUTE_LOOKS = 3;

/**
 * Paper starts a scan only when it was laid in while the screen asks for it: what lay there before may be another
 * customer's, or what is left of a scan that somebody stopped.
 */
export const watchPaper = (parts: PaperWatchParts): PaperWatch => {
  const { scanner, clock } = parts;
  let able = true;
  let afterVisit = false;
  let concern: Concern | null = null;
  let news: PaperNews | null = null;
  let watching = 0;

  const tell = (now: PaperNews | null): void => {
    if (news === now) return;
    news = now;
    parts.changed();
  };

  const concernOf = (journey: Journey | null): Concern | null => {
    if (journey === null || !able) return null;
    if ('visit' in journey) afterVisit = true;
    if (journey.step === 'language') afterVisit = false;
    switch (journey.step) {
      case 'scan':
        return parts.starts && asksForPaper(journey.activity) ? 'laying' : null;
      case 'attract':
        return parts.own && afterVisit ? 'leaving' : null;
      case 'receipt':
        return parts.own ? 'leaving' : null;
      default:
        return null;
    }
  };

  const follow = async (mine: number, seen: (loaded: boolean) => number | null): Promise<void> => {
    const can = await scanner.capabilities(anyDevice);
    if (!isScanProblem(can) && !can.sensesPaper) able = false;
    let mute = 0;
    const look = async (): Promise<void> => {
      if (watching !== mine || !able) return;
      const loaded = await scanner.feelsPaper(anyDevice);
      if (watching !== mine) return;
      mute = loaded === null ? mute + 1 : 0;
      if (mute >= MUTE_LOOKS) {
        tell(null);
        return;
      }
      const next = loaded === null ? LEAVING_MS : seen(loaded);
      if (next !== null) clock.after(next, () => void look());
    };
    await look();
  };

  const laying = () => {
    let empty = false;
    let steady = 0;
    return (loaded: boolean): number | null => {
      steady = loaded && empty ? steady + 1 : 0;
      if (!loaded) {
        empty = true;
        tell('awaited');
      }
      if (steady < STEADY_LOOKS) return LAYING_MS;
      parts.laidIn();
      return null;
    };
  };

  const leaving = () => {
    const since = clock.now();
    return (loaded: boolean): number | null => {
      tell(loaded ? 'left' : null);
      if (!loaded) return null;
      return clock.now() - since < LEFT_LONG_MS ? LEAVING_MS : LEFT_LONG_EVERY_MS;
    };
  };

  return {
    news: () => news,
    shown(journey) {
      const now = concernOf(journey);
      if (now === concern) return;
      concern = now;
      watching += 1;
      news = null;
      if (now !== null) void follow(watching, now === 'laying' ? laying() : leaving());
    },
  };
};
