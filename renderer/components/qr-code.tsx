import { create } from 'qrcode';
import { useMemo, type ReactNode } from 'react';

/** Quiet zone around the symbol, in modules (ISO/IEC 18004, 4 modules). */
const QUIET = 4;

/** A QR code drawn as SVG, dark on light in every theme so that every camera reads it. */
export const QrCode = ({
  text,
  description,
}: {
  readonly text: string;
  readonly description: string;
}): ReactNode => {
  const { path, size } = useMemo(() => drawingOf(text), [text]);
  return (
    <figure className="qr">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        shapeRendering="crispEdges"
        role="img"
        aria-label={description}
        data-content={text}
      >
        <rect className="qr-ground" width={size} height={size} />
        <path className="qr-modules" d={path} />
      </svg>
      <figcaption>{description}</figcaption>
    </figure>
  );
};

const drawingOf = (text: string): { readonly path: string; readonly size: number } => {
  // Shown on clean glass: little error correction makes larger modules, which cameras read more easily.
  const { modules } = create(text, { errorCorrectionLevel: 'L' });
  let path = '';
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (modules.get(y, x) === 1) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return { path, size: modules.size + 2 * QUIET };
};
