import { useEffect, useId, useRef, type ReactNode } from 'react';

/** A question over the screen. Opens modal; Escape answers like `onClose`. */
export const Dialog = ({
  title,
  testId,
  tone = 'plain',
  onClose,
  children,
  actions,
}: {
  readonly title: string;
  readonly testId: string;
  readonly tone?: 'plain' | 'urgent';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}): ReactNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${tone}`}
      aria-labelledby={heading}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
      <div className="dialog-actions">{actions}</div>
    </dialog>
  );
};
