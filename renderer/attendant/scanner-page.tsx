import type { ReactNode } from 'react';
import type { ScannerTest } from '../../electron/contract/attendant.ts';
import { Button } from '../components/button.tsx';
import { useKiosk } from '../kiosk-context.ts';
import type { AreaContext, OpenView } from './area-context.ts';

/** Scans a sheet and shows it, so that somebody sees whether the glass is clean and the feeder pulls. */
export const ScannerPage = ({
  view,
  area: { texts, send },
}: {
  readonly view: OpenView;
  readonly area: AreaContext;
}): ReactNode => (
  <>
    <h1>{texts.scanner.title}</h1>
    <p>{texts.scanner.lead}</p>
    <p>
      <Button
        kind="primary"
        testId="test-scanner"
        icon="paper"
        label={texts.scanner.start}
        disabled={view.test.state === 'running'}
        onPress={() => send({ kind: 'test-scanner' })}
      />
    </p>
    <TestResult test={view.test} texts={texts} />
  </>
);

const TestResult = ({
  test,
  texts,
}: {
  readonly test: ScannerTest;
  readonly texts: AreaContext['texts'];
}): ReactNode => {
  const { client } = useKiosk();
  switch (test.state) {
    case 'none':
      return null;
    case 'running':
      return <p role="status">{texts.scanner.running}</p>;
    case 'failed': {
      const words = texts.status.words.scanner[test.problem];
      return (
        <p role="status" className="attendant-warning" data-testid="test-failed">
          {words ?? texts.scanner.failed(test.problem)}
        </p>
      );
    }
    case 'done':
      return (
        <>
          <p role="status" data-testid="test-done">
            {texts.scanner.done(
              test.pages,
              test.widthPx,
              test.heightPx,
              test.dpi,
              new Intl.NumberFormat(texts.locale, { maximumFractionDigits: 1 }).format(
                test.tookMs / 1000,
              ),
            )}
          </p>
          <img
            className="test-picture"
            src={client.pictureOf(test.pictureId, 'preview')}
            alt={texts.scanner.picture}
          />
        </>
      );
  }
};
