import type { CSSProperties, ReactNode } from 'react';
import type { Page } from '../../electron/domain/page.ts';
import { useKiosk } from '../kiosk-context.ts';

/** A page as it lies in the submission: the original's picture, turned as the customer turned it. */
export const PagePicture = ({
  page,
  size,
  description,
}: {
  readonly page: Page;
  readonly size: 'thumbnail' | 'preview';
  readonly description: string;
}): ReactNode => {
  const { client } = useKiosk();
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
      <img
        src={client.pictureOf(page.id, size)}
        alt={description}
        draggable={false}
        style={{
          // A turned picture is laid out by the sides it had before the turn.
          inlineSize: lying ? `${(height / width) * 100}%` : '100%',
          blockSize: lying ? `${(width / height) * 100}%` : '100%',
          transform: `translate(-50%, -50%) rotate(${page.rotation}deg)`,
        }}
      />
    </span>
  );
};
