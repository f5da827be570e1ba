import type { CSSProperties, ReactNode } from 'react';
import type { Page } from '../../electron/domain/page.ts';
import { Button } from '../components/button.tsx';
import { PagePicture } from '../components/page-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { useOwnTouch } from '../components/use-own-touch.ts';
import { usePinch } from '../components/use-pinch.ts';
import { useKiosk } from '../kiosk-context.ts';

/** One page over the whole screen, enlarged by two fingers or by the buttons. */
export const LargePage = ({
  page,
  at,
  onBack,
}: {
  readonly page: Page;
  /** Its place among the pages, from 0. */
  readonly at: number;
  readonly onBack: () => void;
}): ReactNode => {
  const { texts } = useKiosk();
  const { zoom, enlarge, whole, canEnlarge, fingers } = usePinch();
  const ownTouch = useOwnTouch();
  return (
    <Screen
      title={texts.common.page(at + 1)}
      wide
      back={onBack}
      actions={
        <>
          <Button
            icon="whole"
            testId="zoom-out"
            label={texts.page.zoomOut}
            disabled={zoom === 1}
            onPress={whole}
          />
          <Button
            icon="zoom"
            testId="zoom-in"
            label={texts.page.zoomIn}
            disabled={!canEnlarge}
            onPress={enlarge}
          />
        </>
      }
    >
      <div
        ref={ownTouch}
        className={zoom > 1 ? 'page-view-picture page-view-large' : 'page-view-picture'}
        style={{ '--zoom': zoom } as CSSProperties}
        data-testid="page-picture"
        {...(zoom > 1 ? { tabIndex: 0 } : {})}
        {...fingers}
      >
        <PagePicture page={page} size="preview" description={texts.common.page(at + 1)} />
      </div>
    </Screen>
  );
};
