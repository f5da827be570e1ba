import {
  useEffect,
  useRef,
  type InputHTMLAttributes,
  type MouseEvent,
  type ReactNode,
} from 'react';
import type { TypedText } from './use-typing.ts';

/** Chromium 114 has no other way; newer ones have this one, too. */
interface CaretFinder {
  caretRangeFromPoint(x: number, y: number): Range | null;
}

/** Where in the drawn text somebody touched, in code units from the beginning; null: beside it. */
const placeIn = (ink: HTMLElement, x: number, y: number): number | null => {
  // The touch goes to the input below; only to find the letter the drawn text is what lies under it.
  ink.style.pointerEvents = 'auto';
  const range = (document as unknown as CaretFinder).caretRangeFromPoint(x, y);
  ink.style.pointerEvents = '';
  if (range === null || !ink.contains(range.startContainer)) return null;
  const upTo = document.createRange();
  upTo.selectNodeContents(ink);
  upTo.setEnd(range.startContainer, range.startOffset);
  return upTo.toString().length;
};

/**
 * A line to type in. The text and its caret are drawn over an input that the browser may not edit, and that nothing can
 * be marked in: what it edited or marked, it would tell the main process (use-typing.ts).
 */
export const TextField = ({
  text,
  testId,
  onEnter,
  ...attributes
}: {
  readonly text: TypedText;
  readonly testId: string;
  readonly onEnter: () => void;
  readonly dir: 'auto' | 'ltr';
} & Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'id' | 'aria-label' | 'aria-invalid' | 'aria-describedby'
>): ReactNode => {
  const input = useRef<HTMLInputElement>(null);
  const ink = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  const { value, caret } = text;
  useEffect(() => {
    // A text longer than the line is shown where it is being typed.
    mark.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value, caret]);
  const touched = (event: MouseEvent): void => {
    // Instead of marking.
    event.preventDefault();
    input.current?.focus({ preventScroll: true });
    if (ink.current === null) return;
    text.putCaret(placeIn(ink.current, event.clientX, event.clientY) ?? value.length);
  };
  return (
    <div className="field-line" onMouseDown={touched}>
      <input
        ref={input}
        className="field-input"
        data-testid={testId}
        inputMode="none"
        autoComplete="off"
        spellCheck={false}
        readOnly
        aria-readonly={false}
        value={value}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter();
          else if (text.press(event)) event.preventDefault();
        }}
        {...attributes}
      />
      <div className="field-ink" dir={attributes.dir} aria-hidden>
        <div ref={ink}>
          {value.slice(0, caret)}
          <span ref={mark} className="field-caret" />
          {value.slice(caret)}
        </div>
      </div>
    </div>
  );
};
