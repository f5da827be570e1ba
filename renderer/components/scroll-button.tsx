import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { useKiosk } from '../kiosk-context.ts';
import { Icon } from './icon.tsx';

type Reach = 'all-in-sight' | 'more-below' | 'at-the-end';

/** Scrolls by a touch where not everything is in sight; no gesture is needed. */
export const ScrollButton = ({
  area,
}: {
  readonly area: RefObject<HTMLElement | null>;
}): ReactNode => {
  const { texts } = useKiosk();
  const reach = useReach(area);
  if (reach === 'all-in-sight') return null;
  const down = reach === 'more-below';
  return (
    <button
      type="button"
      className="tool scroll-button"
      data-testid="scroll"
      onClick={() => {
        const element = area.current;
        if (element === null) return;
        // Behaviour 'auto': an animation would delay what the touch asked for.
        if (down) element.scrollBy({ top: element.clientHeight * 0.8 });
        else element.scrollTo({ top: 0 });
      }}
    >
      <Icon name={down ? 'later' : 'earlier'} />
      <span>{down ? texts.common.scrollDown : texts.common.scrollUp}</span>
    </button>
  );
};

/** Rounding may leave a pixel or two. */
const TOLERANCE_PX = 6;

const useReach = (area: RefObject<HTMLElement | null>): Reach => {
  const [reach, setReach] = useState<Reach>('all-in-sight');
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const look = (): void => {
      // Of an empty edge nothing is missed.
      const edge = Number.parseFloat(getComputedStyle(element).paddingBlockEnd);
      const hidden = element.scrollHeight - element.clientHeight - edge;
      if (hidden <= TOLERANCE_PX) setReach('all-in-sight');
      else setReach(element.scrollTop >= hidden - TOLERANCE_PX ? 'at-the-end' : 'more-below');
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    const contents = new MutationObserver(look);
    contents.observe(element, { childList: true, subtree: true });
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      contents.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [area]);
  return reach;
};
