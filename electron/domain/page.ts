/** Identifies one scanned page within a visit (random UUID). */
export type PageId = string;

/** A page's pictures: for the list and for the screen, as it is cropped or of the whole scan. */
export const pictureSizes = ['thumbnail', 'preview', 'whole-thumbnail', 'whole-preview'] as const;
export type PictureSize = (typeof pictureSizes)[number];

/** Clockwise quarter turns, in degrees, applied to the page as it was scanned. */
export type Rotation = 0 | 90 | 180 | 270;

/** What the document worker suspects of a page. It decides nothing; the customer is asked to look. */
export const pageFindings = [
  'blank',
  'blurred',
  'low-contrast',
  'cut-off',
  'skewed',
  'folded-corner',
  'streak',
  'duplicate',
  'double-feed',
  'upside-down',
] as const;
export type PageFinding = (typeof pageFindings)[number];

/** What a screen offers for a suspicion: to scan the page again, to leave it out (or keep it), or to turn it. */
export type PageOffer = 'scan-again' | 'leave-out' | 'turn';

export const offerFor = (finding: PageFinding): PageOffer => {
  if (finding === 'upside-down') return 'turn';
  return finding === 'blank' || finding === 'duplicate' ? 'leave-out' : 'scan-again';
};

/** A rectangle on a page as shares (0–1) of its width and height, before rotation. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * One page as the customer sees it: what was scanned stays untouched in the page store,
 * everything the customer changes is an instruction on it.
 */
export interface Page {
  readonly id: PageId;
  /** Size in pixels as the page goes into the document (straightened and cropped), before rotation. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Resolution of the scan in dots per inch. */
  readonly dpi: number;
  readonly rotation: Rotation;
  readonly side: 'front' | 'back';
  /** Most certain first; left out while the page has not been looked at yet. */
  readonly findings?: readonly PageFinding[];
  /**
   * The kiosk turned the page by itself when it came, so far (clockwise), because its writing stood so;
   * `rotation` began with it. Left out: not turned. Turning by 360 − this takes it back.
   */
  readonly turnedBy?: Exclude<Rotation, 0>;
  /**
   * The kiosk cut the paper out of the scan: how large the page is the other way (the whole scan where it is cropped,
   * the paper where it is whole), px before rotation. Left out: there is no other way.
   */
  readonly otherSize?: { readonly widthPx: number; readonly heightPx: number };
  /** The customer wants the whole scan in place of what the kiosk cut out and straightened. */
  readonly whole?: true;
  /** A case number in a barcode on this page, in the form the site uses: something to offer, never to enter. */
  readonly caseNumber?: string;
  /** A separator sheet: what follows it is another document. It need not be handed in. */
  readonly separator?: true;
  /** How many separator sheets lay before this page, the first of its document; they are not handed in. */
  readonly separatorsBefore?: number;
  /** What the customer made unreadable; the document is built without the pixels below. */
  readonly blackened?: readonly Area[];
  /** Whether a further document begins with this page. Means nothing on the very first page. */
  readonly beginsDocument?: boolean;
}

/**
 * The page as the whole scan, or cropped again; null where nothing was cropped, or something is blackened at places
 * that would then be others.
 */
export const withWholeScan = (page: Page, whole: boolean): Page | null => {
  const { whole: before, otherSize, widthPx, heightPx, ...rest } = page;
  if (otherSize === undefined || (before === true) === whole) return null;
  if ((page.blackened ?? []).length > 0) return null;
  const other = { ...rest, ...otherSize, otherSize: { widthPx, heightPx } };
  return whole ? { ...other, whole } : other;
};

/** The page turned by a quarter to the right (clockwise). */
export const turnedRight = (page: Page): Page => ({
  ...page,
  rotation: ((page.rotation + 90) % 360) as Rotation,
});
