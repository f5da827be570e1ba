import { useEffect, useId, useRef, type ReactNode } from 'react';
import { ScrollButton } from './scroll-button.tsx';

/** A question over the screen. Opens modal; Escape answers like `onClose`. */
export const Dialog = ({
  title,
  testId,
  tone = 'plain',
  wide = false,
  onClose,
  children,
  actions,
}: {
  readonly title: string;
  readonly testId: string;
  readonly tone?: 'plain' | 'urgent';
  /** Whether it holds many choices. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}): ReactNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${tone}${wide ? ' dialog-wide' : ''}`}
      aria-labelledby={heading}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-body" ref={body}>
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
      <div className="dialog-actions">
        <ScrollButton area={body} />
        {actions}
      </div>
    </dialog>
  );
};
