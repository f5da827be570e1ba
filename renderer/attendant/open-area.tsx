import { useRef, useState, type ReactNode } from 'react';
import { Icon, type IconName } from '../components/icon.tsx';
import { ScrollButton } from '../components/scroll-button.tsx';
import type { AreaContext, AreaPage, OpenView } from './area-context.ts';

const pages: readonly (readonly [page: AreaPage, icon: IconName])[] = [
  ['status', 'eye'],
  ['scanner', 'paper'],
  ['service', 'plan'],
  ['queue', 'arrows'],
  ['device', 'lock'],
];

/** The open area: what there is along the top, the page below, the way out at the foot. */
export const OpenArea = ({
  view,
  area,
  page: draw,
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
  readonly page: (page: AreaPage, view: OpenView, area: AreaContext) => ReactNode;
}): ReactNode => {
  const { texts, send } = area;
  const [page, setPage] = useState<AreaPage>('status');
  const content = useRef<HTMLElement>(null);
  return (
    <div className="attendant-frame">
      <nav className="attendant-pages">
        {pages.map(([name, icon]) => (
          <button
            type="button"
            key={name}
            className="tool"
            data-testid={`area-${name}`}
            aria-current={name === page ? 'page' : undefined}
            onClick={() => {
              setPage(name);
              if (name === 'queue') send({ kind: 'look-at-queue' });
            }}
          >
            <Icon name={icon} />
            <span>{texts.pages[name]}</span>
          </button>
        ))}
      </nav>
      <main className="attendant-page" ref={content} key={page} tabIndex={-1}>
        {draw(page, view, area)}
      </main>
      <footer className="attendant-foot">
        <ScrollButton area={content} key={page} />
        <button
          type="button"
          className="tool"
          data-testid="area-language"
          onClick={area.changeLanguage}
        >
          <Icon name="globe" />
          <span lang={texts.locale === 'de-DE' ? 'en' : 'de'}>{texts.other}</span>
        </button>
        <p role="status" className="attendant-warning">
          {view.logOutIn === null ? '' : texts.common.logOutIn(view.logOutIn)}
        </p>
        <button
          type="button"
          className="button button-primary"
          data-testid="area-close"
          onClick={() => send({ kind: 'close' })}
        >
          {texts.common.logOff}
        </button>
      </footer>
    </div>
  );
};
