import type { ReactNode } from 'react';
import { DevicePicture } from './device-picture.tsx';

/** Sheets still lie in the feeder: said where nobody can miss it, with the place to look at. */
export const PapersLeft = ({ text }: { readonly text: string }): ReactNode => (
  <p className="papers-left" role="status" data-testid="papers-left">
    <DevicePicture state="left" />
    <span>{text}</span>
  </p>
);
