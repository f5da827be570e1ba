import type { ReactNode } from 'react';

/** A small picture of a page with its number at the foot, where it hides neither letterhead nor address. */
export const NumberedPage = ({
  number,
  children,
}: {
  /** Counted from 1. */
  readonly number: number;
  readonly children: ReactNode;
}): ReactNode => (
  <span className="numbered-page">
    {children}
    <span className="page-number" aria-hidden="true">
      {number}
    </span>
  </span>
);
