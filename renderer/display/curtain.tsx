import { useEffect, useRef, type ReactNode } from 'react';
import type { Kiosk } from '../kiosk-context.ts';

/** Darkens the screen while speech goes on, so that nobody reads along. Any touch lifts it. */
export const Curtain = ({ kiosk }: { readonly kiosk: Kiosk }): ReactNode =>
  kiosk.display.curtain && kiosk.display.speech.on ? <DrawnCurtain kiosk={kiosk} /> : null;

const DrawnCurtain = ({ kiosk }: { readonly kiosk: Kiosk }): ReactNode => {
  const curtain = useRef<HTMLDivElement>(null);
  // The popover lies above open dialogs and, unlike a modal, leaves the focus where it is.
  useEffect(() => {
    curtain.current?.showPopover();
  }, []);
  return (
    <div
      ref={curtain}
      popover="manual"
      className="curtain"
      data-testid="curtain"
      aria-hidden="true"
      onPointerDown={() => kiosk.changeDisplay({ curtain: false })}
    >
      {kiosk.texts.display.curtainHint}
    </div>
  );
};
