import type { PageFinding, Rotation } from '../domain/page.ts';
import { findPaper, paperBrightness } from './enhance/find-paper.ts';
import { greyOf, halved, toAnalysisGrey, type GreyImage } from './enhance/grey-image.ts';
import { findInk, inkComponents, type InkComponent, type InkMask } from './enhance/ink.ts';
import { findStanding } from './enhance/orientation.ts';
import { findSkew } from './enhance/skew.ts';
import { straightened } from './enhance/straighten.ts';
import { decideTreatment, type Treatment } from './enhance/treatment.ts';
import { scaled } from './enhance/rectangle.ts';
import { hasSeparatorPatch } from './patch-code.ts';
import { writingOn } from './quality/blank.ts';
import { isTooLong, lettersCutOff, missingCorner } from './quality/edges.ts';
import type { Miniature } from './quality/likeness.ts';
import { streaksOn } from './quality/streaks.ts';
import { legibility } from './quality/sharpness.ts';
import type { Pixels } from './page-image.ts';

/** Something the worker suspects, and how sure it is (0–1). It decides nothing. */
export interface Finding {
  readonly kind: PageFinding;
  readonly confidence: number;
}

/** What a page looks like and what should be done to it. */
export interface PageLook {
  /** Straighten and crop so; null: the page is fine as scanned. */
  readonly treatment: Treatment | null;
  /** Most certain first. */
  readonly findings: readonly Finding[];
  /** Clockwise turn for reading, after the treatment; 0 unless the writing clearly says otherwise. */
  readonly suggestedRotation: Rotation;
  /** Whether a patch code says that another document begins behind this sheet. */
  readonly separator: boolean;
  /** Lines down the whole scan, mm from its left edge: dirt on the glass if other pages have them, too. */
  readonly streaks: readonly number[];
  /** The page in small, straightened; null if it was not looked at. */
  readonly miniature: Miniature | null;
}

/** Thresholds found on letters, dense pages, forms and photographs, sharp and blurred (docs/documents.md). */
const BLURRED_BELOW = 0.5;
const PALE_BELOW = 48;
const LEAST_SIDEWAYS = 0.7;
const LEAST_CUT_OFF = 8;
/** More ink than this is a picture: its soft edges are no blurred writing. */
const MOST_INK = 0.15;
/** Share of the paper's brightness by which very pale print is darker. */
const PALE_INK = 0.07;
const LEAST_PALE_LETTERS = 80;
const LEAST_CORNER = 0.45;
const CROOKED_DEGREES = 2;

/** The components of the picture turned by a quarter to the right. */
const turned = (components: readonly InkComponent[], heightPx: number): readonly InkComponent[] =>
  components.map(({ left, top, right, bottom, area }) => ({
    left: heightPx - bottom,
    right: heightPx - top,
    top: left,
    bottom: right,
    area,
  }));

/** How the page stands, by its writing. */
const rotationOf = (
  components: readonly InkComponent[],
  page: GreyImage,
  sideways: boolean,
): { readonly rotation: Rotation; readonly confidence: number } => {
  const lines = sideways ? turned(components, page.heightPx) : components;
  const standing = findStanding(lines, page.dpi);
  if (standing === null) {
    return sideways ? { rotation: 90, confidence: 0.5 } : { rotation: 0, confidence: 0 };
  }
  const half = standing.upsideDown ? 180 : 0;
  return {
    rotation: (sideways ? (90 + half) % 360 : half) as Rotation,
    confidence: standing.confidence,
  };
};

/** Print too pale for the ordinary limit still stands in lines; dust and paper do not. */
const emptyOrPale = (page: GreyImage): Finding => {
  const pale = writingOn(inkComponents(findInk(page, PALE_INK)), page);
  const lines = pale.length >= LEAST_PALE_LETTERS ? findSkew(pale, page.dpi) : null;
  const printed = lines !== null && lines.confidence > 0.5;
  return printed
    ? { kind: 'low-contrast', confidence: 0.6 }
    : { kind: 'blank', confidence: pale.length === 0 ? 0.95 : 0.8 };
};

const suspicions = (
  page: GreyImage,
  ink: InkMask,
  components: readonly InkComponent[],
  treatment: Treatment | null,
): Finding[] => {
  const findings: Finding[] = [];
  const suspect = (kind: PageFinding, confidence: number, when: boolean): void => {
    if (when) findings.push({ kind, confidence: Math.min(0.99, Math.max(0.05, confidence)) });
  };
  const writing = writingOn(components, page);
  if (writing.length === 0) return [emptyOrPale(page)];
  const covered = components.reduce((sum, { area }) => sum + area, 0) / page.data.length;
  const read = covered > MOST_INK ? null : legibility(page, ink);
  if (read !== null) {
    const { sharpness, contrast } = read;
    suspect('blurred', 1 - sharpness / BLURRED_BELOW / 2, sharpness < BLURRED_BELOW);
    suspect('low-contrast', 1 - contrast / PALE_BELOW / 2, contrast < PALE_BELOW);
  }
  const cut = lettersCutOff(components, page);
  suspect('cut-off', cut / (cut + LEAST_CUT_OFF), cut >= LEAST_CUT_OFF);
  suspect('double-feed', 0.5, isTooLong(page));
  const angle = Math.abs(treatment?.cut.angle ?? 0);
  suspect('skewed', angle / (angle + CROOKED_DEGREES), angle >= CROOKED_DEGREES);
  return findings;
};

/**
 * Looks at a page at about 150 dpi: finds the paper, the lines of writing, and what may be wrong.
 * Takes some 100 ms for an A4 page; nothing of it changes a pixel.
 * @param grey the page in grey at about 150 dpi, where the caller has it
 */
export const lookAtPage = (
  pixels: Pixels,
  dpi: number,
  grey = toAnalysisGrey(pixels, dpi),
): PageLook => {
  const found = findPaper(grey);
  const scannedInk = findInk(grey);
  const components = inkComponents(scannedInk);
  const skew = findSkew(components, grey.dpi);
  const paperLevel = paperBrightness(grey);
  const treatment = decideTreatment(grey, found, skew, paperLevel);
  const page =
    treatment === null
      ? grey
      : greyOf(straightened({ ...grey, channels: 1 }, treatment.cut, paperLevel), grey.dpi);
  const ink = treatment === null ? scannedInk : findInk(page);
  const pieces = treatment === null ? components : inkComponents(ink);
  const sideways = skew?.sideways === true && skew.confidence >= LEAST_SIDEWAYS;
  const { rotation, confidence } = rotationOf(pieces, page, sideways);
  const findings = suspicions(page, ink, pieces, treatment);
  if (rotation !== 0) findings.push({ kind: 'upside-down', confidence });
  // Between several items the background shows in every corner.
  const corner = found.items.length > 1 ? 0 : missingCorner(page, found);
  if (corner > LEAST_CORNER) findings.push({ kind: 'folded-corner', confidence: corner });
  findings.sort((a, b) => b.confidence - a.confidence);
  const factor = dpi / grey.dpi;
  const { widthPx, heightPx, data } = halved(page);
  return {
    treatment: treatment && { ...treatment, cut: scaled(treatment.cut, factor) },
    findings,
    suggestedRotation: rotation,
    separator: hasSeparatorPatch(pieces, page.dpi),
    streaks: streaksOn(grey),
    miniature: { widthPx, heightPx, data },
  };
};
