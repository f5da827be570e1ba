import { useState, type PointerEvent, type ReactNode } from 'react';
import { useOwnTouch } from '../components/use-own-touch.ts';
import type { Area, Page } from '../../electron/domain/page.ts';
import { Button } from '../components/button.tsx';
import { areaBetween, areaOfBar, type Bar, type Point } from '../components/page-area.ts';
import { PagePicture } from '../components/page-picture.tsx';
import { Screen } from '../components/screen.tsx';
import { useKiosk } from '../kiosk-context.ts';

/** A step of the bar as a share of the page's height, and the first bar: about one line of writing. */
const STEP = 0.01;
const FIRST_BAR: Bar = { top: 0.3, height: 0.03 };
/** A touch smaller than this (share of the page) was none. */
const LEAST = 0.005;
/** As many as the contract takes. */
const MOST_AREAS = 200;

/** Covers what nobody shall read: by wiping over it, or by bars that keys move. Nothing holds until it is kept. */
export const Blacken = ({
  page,
  at,
  onDone,
}: {
  readonly page: Page;
  /** Its place among the pages, from 0. */
  readonly at: number;
  readonly onDone: () => void;
}): ReactNode => {
  const { texts, client } = useKiosk();
  const [areas, setAreas] = useState<readonly Area[]>(page.blackened ?? []);
  const [bar, setBar] = useState<Bar | null>(null);
  const shown = bar === null ? areas : [...areas, areaOfBar(bar, page.rotation)];
  const full = shown.length >= MOST_AREAS;
  const settle = (): readonly Area[] => {
    setBar(null);
    setAreas(shown);
    return shown;
  };
  return (
    <Screen
      title={texts.blacken.title}
      lead={texts.blacken.lead}
      wide
      back={onDone}
      actions={
        <Button
          kind="primary"
          icon="check"
          testId="blacken-done"
          label={texts.blacken.done}
          onPress={() => {
            client.send({ kind: 'blacken-page', pageId: page.id, areas: shown });
            onDone();
          }}
        />
      }
    >
      <div className="page-view">
        <Wiping
          page={page}
          description={texts.common.page(at + 1)}
          areas={shown}
          onArea={(area) => {
            if (!full) setAreas([...settle(), area]);
          }}
        />
        <BarKeys
          bar={bar}
          canAdd={!full}
          canRemove={shown.length > 0}
          onAdd={() => {
            settle();
            setBar(bar === null ? FIRST_BAR : moved(bar, bar.height + STEP));
          }}
          onChange={setBar}
          onRemove={() => {
            if (bar === null) setAreas(areas.slice(0, -1));
            else setBar(null);
          }}
        />
      </div>
    </Screen>
  );
};

const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
const moved = (bar: Bar, by: number): Bar => ({
  ...bar,
  top: within(bar.top + by, 1 - bar.height),
});
const grown = (bar: Bar, by: number): Bar => ({
  ...bar,
  height: Math.max(STEP, within(bar.height + by, 1 - bar.top)),
});

/** The page, and a finger on it. */
const Wiping = ({
  page,
  description,
  areas,
  onArea,
}: {
  readonly page: Page;
  readonly description: string;
  readonly areas: readonly Area[];
  readonly onArea: (area: Area) => void;
}): ReactNode => {
  const [wipe, setWipe] = useState<{ readonly from: Point; readonly to: Point } | null>(null);
  const ownTouch = useOwnTouch();
  const drawn = wipe === null ? null : areaBetween(wipe.from, wipe.to, page.rotation);
  const at = (event: PointerEvent<HTMLElement>): Point => {
    const box = (
      event.currentTarget.querySelector('.page-picture') ?? event.currentTarget
    ).getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  return (
    <div
      ref={ownTouch}
      className="page-view-picture page-blacken"
      data-testid="blacken-area"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const from = at(event);
        setWipe({ from, to: from });
      }}
      onPointerMove={(event) => {
        if (wipe !== null) setWipe({ ...wipe, to: at(event) });
      }}
      onPointerUp={() => {
        setWipe(null);
        if (drawn !== null && drawn.width > LEAST && drawn.height > LEAST) onArea(drawn);
      }}
      onPointerCancel={() => setWipe(null)}
    >
      <PagePicture
        page={page}
        size="preview"
        description={description}
        areas={drawn === null ? areas : [...areas, drawn]}
      />
    </div>
  );
};

const BarKeys = ({
  bar,
  canAdd,
  canRemove,
  onAdd,
  onChange,
  onRemove,
}: {
  readonly bar: Bar | null;
  readonly canAdd: boolean;
  readonly canRemove: boolean;
  readonly onAdd: () => void;
  readonly onChange: (bar: Bar) => void;
  readonly onRemove: () => void;
}): ReactNode => {
  const { texts } = useKiosk();
  const change = (changed: (bar: Bar) => Bar) => () => {
    if (bar !== null) onChange(changed(bar));
  };
  const key = (
    testId: string,
    icon: 'earlier' | 'later' | 'plus' | 'minus',
    label: string,
    changed: (bar: Bar) => Bar,
  ): ReactNode => (
    <Button
      icon={icon}
      testId={testId}
      label={label}
      disabled={bar === null}
      onPress={change(changed)}
    />
  );
  return (
    <div className="page-actions">
      <Button
        icon="blacken"
        testId="bar-add"
        label={texts.blacken.add}
        disabled={!canAdd}
        onPress={onAdd}
      />
      <Button
        icon="undo"
        testId="bar-remove"
        label={texts.blacken.remove}
        disabled={!canRemove}
        onPress={onRemove}
      />
      {key('bar-up', 'earlier', texts.blacken.up, (at) => moved(at, -STEP))}
      {key('bar-down', 'later', texts.blacken.down, (at) => moved(at, STEP))}
      {key('bar-thicker', 'plus', texts.blacken.thicker, (at) => grown(at, STEP))}
      {key('bar-thinner', 'minus', texts.blacken.thinner, (at) => grown(at, -STEP))}
    </div>
  );
};
