import type { ReactNode } from 'react';

const Drawing = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <svg className="drawing" viewBox="0 0 160 120" aria-hidden="true">
    {children}
  </svg>
);

/** A staple and a paper clip leave the corner of a stack. */
export const StaplesPicture = (): ReactNode => (
  <Drawing>
    <path className="sheet sheet-behind" d="M56 30h70v80H56z" />
    <path className="sheet" d="M48 24h70v80H48z" />
    <path className="sheet-lines" d="M62 56h42M62 70h42M62 84h28" />
    <path className="drawing-accent" d="M28 40v-9l22-11v9" />
    <path className="drawing-accent" d="M30 70V56a6 6 0 0 1 12 0v20a9 9 0 0 1-18 0V60" />
    <path className="drawing-hint" d="M20 22l-8-8M18 90l-9 5" />
  </Drawing>
);

/** A folded sheet becomes a flat one. */
export const FlatPicture = (): ReactNode => (
  <Drawing>
    <path className="sheet" d="M14 44 40 32l26 12v54L40 86 14 98z" />
    <path className="sheet-crease" d="M40 32v54" />
    <path className="drawing-accent" d="M74 66h16M84 59l7 7-7 7" />
    <path className="sheet" d="M98 30h50v68H98z" />
    <path className="sheet-lines" d="M108 48h30M108 60h30M108 72h20" />
  </Drawing>
);

/** Three sheets on top of each other, numbered. */
export const OrderPicture = (): ReactNode => (
  <Drawing>
    <path className="sheet sheet-behind" d="M74 14h58v74H74z" />
    <path className="sheet sheet-behind" d="M58 24h58v74H58z" />
    <path className="sheet" d="M42 34h58v74H42z" />
    <text className="sheet-number" x="56" y="62">
      1
    </text>
    <text className="sheet-number" x="104" y="48" fontSize="16">
      2
    </text>
    <text className="sheet-number" x="120" y="36" fontSize="16">
      3
    </text>
    <path className="sheet-lines" d="M56 78h30M56 90h20" />
  </Drawing>
);

/** A sheet that lies on the table, its writing in sight; or its back, with one corner lifted and the writing below it. */
export const WritingPicture = ({ side }: { readonly side: 'up' | 'down' }): ReactNode => (
  <Drawing>
    <path className="sheet" d="M46 46h92l-24 60H22z" />
    {side === 'up' ? (
      <>
        <path className="sheet-lines" d="M57 60h62M52 72h62M47 84h40" />
        <path className="drawing-accent" d="M80 36V12M71 21l9-9 9 9" />
      </>
    ) : (
      <>
        <path className="sheet" d="M114 106l-38 0 22-22 24 2z" />
        <path className="sheet-lines" d="M98 93h14M93 99h16" />
        <path className="drawing-accent" d="M80 8v24M71 23l9 9 9-9" />
      </>
    )}
  </Drawing>
);
