import { useEffect, useRef, type ReactNode } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Button } from './button.tsx';
import { ScrollButton } from './scroll-button.tsx';

/**
 * One screen: its question or message, its content, and its ways on. The heading takes the focus, so that
 * keyboard and speech start at the top of what is new.
 */
export const Screen = ({
  title,
  lead,
  tone = 'plain',
  wide = false,
  back,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly tone?: 'plain' | 'problem' | 'success';
  /** Whether the content uses the full width beside the heading. */
  readonly wide?: boolean;
  readonly back?: () => void;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}): ReactNode => {
  const { texts } = useKiosk();
  const heading = useRef<HTMLHeadingElement>(null);
  const area = useRef<HTMLElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <>
      <main ref={area} className={`main main-${tone}${wide ? ' main-wide' : ''}`}>
        <div className="intro">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {children}
      </main>
      <footer className="footer">
        <div className="footer-back">
          {back !== undefined && (
            <Button icon="back" testId="back" label={texts.common.back} onPress={back} />
          )}
          <ScrollButton area={area} />
        </div>
        <div className="footer-actions">{actions}</div>
      </footer>
    </>
  );
};
