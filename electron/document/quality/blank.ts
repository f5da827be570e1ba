import type { InkComponent } from '../enhance/ink.ts';

/** Size of the picture the components come from. */
interface Extent {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

/** Smaller than any letter: dust, 1.2 mm. */
const SPECK_MM = 1.2;
/** What touches the outermost strip is shadow and rim, mm. */
const EDGE_MM = 3;
/** A punch hole: 5 to 8 mm, round, within 22 mm of an edge (ISO 838: 6 mm, 12 mm from the edge). */
const HOLE_MM = { least: 4.5, most: 8.5, fromEdge: 22 } as const;

/** Whether one piece of ink can be something that somebody wrote or printed. */
const isWriting = (piece: InkComponent, { widthPx, heightPx, dpi }: Extent): boolean => {
  const mm = 25.4 / dpi;
  const [width, height] = [(piece.right - piece.left) * mm, (piece.bottom - piece.top) * mm];
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  if (longer < SPECK_MM) return false;
  const edges = [piece.left, piece.top, widthPx - piece.right, heightPx - piece.bottom];
  const fromEdge = Math.min(...edges) * mm;
  if (fromEdge < EDGE_MM) return false;
  // A fold throws a thin, long, straight shadow.
  if (longer > 40 && shorter < 1.5) return false;
  const fill = piece.area / ((piece.right - piece.left) * (piece.bottom - piece.top));
  const round = longer / shorter < 1.25 && fill > 0.6;
  const { least, most } = HOLE_MM;
  return !(round && longer > least && longer < most && fromEdge + longer < HOLE_MM.fromEdge);
};

/** What a person put on the page, after everything that comes from paper, holes and scanner is taken away. */
export const writingOn = (
  components: readonly InkComponent[],
  extent: Extent,
): readonly InkComponent[] => components.filter((piece) => isWriting(piece, extent));
