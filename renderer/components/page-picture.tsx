import type { CSSProperties, ReactNode } from 'react';
import type { Area, Page } from '../../electron/domain/page.ts';
import { useClient } from '../kiosk-context.ts';

/** A page as it lies in the submission: turned as the customer turned it, and black where nobody shall read. */
export const PagePicture = ({
  page,
  size,
  description,
  areas = page.blackened ?? [],
}: {
  readonly page: Page;
  readonly size: 'thumbnail' | 'preview';
  readonly description: string;
  /** What is black: the page's own areas, or those that are just being chosen. */
  readonly areas?: readonly Area[];
}): ReactNode => {
  const client = useClient();
  const lying = page.rotation === 90 || page.rotation === 270;
  const [width, height] = lying ? [page.heightPx, page.widthPx] : [page.widthPx, page.heightPx];
  return (
    <span
      className="page-picture"
      style={
        {
          aspectRatio: `${width} / ${height}`,
          '--fit': `${(width / height) * 100}cqb`,
        } as CSSProperties
      }
    >
      <span
        className="page-sheet"
        style={{
          // A turned picture is laid out by the sides it had before the turn.
          inlineSize: lying ? `${(height / width) * 100}%` : '100%',
          blockSize: lying ? `${(width / height) * 100}%` : '100%',
          transform: `translate(-50%, -50%) rotate(${page.rotation}deg)`,
        }}
      >
        <img
          src={client.pictureOf(page.id, page.whole === true ? `whole-${size}` : size)}
          alt={description}
          draggable={false}
          decoding="async"
        />
        {areas.map((area, at) => (
          <span key={at} className="page-black" style={placeOf(area)} />
        ))}
      </span>
    </span>
  );
};

const percent = (share: number): string => `${share * 100}%`;

/** Physical sides: a page is never mirrored, whatever the reading direction. */
const placeOf = ({ left, top, width, height }: Area): CSSProperties => ({
  left: percent(left),
  top: percent(top),
  width: percent(width),
  height: percent(height),
});
