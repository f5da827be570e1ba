import { useState, type ReactNode } from 'react';
import type { Journey, JourneyStep } from '../../electron/domain/journey.ts';
import { answersWhileOutOfOrder } from '../../electron/domain/problem.ts';
import { useKiosk } from '../kiosk-context.ts';
import { DisplayDialog } from '../display/display-dialog.tsx';
import { EndDialog } from './end-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Icon } from './icon.tsx';
import { SignDialog } from '../sign-language/sign-dialog.tsx';
import { signVideoFor, type SignVideo } from '../sign-language/sign-video.ts';
import { LanguageDialog } from './language-dialog.tsx';

/** The steps a customer counts, and where each screen stands among them. */
const PROGRESS_STEPS = 5;
const progressOf: Readonly<Record<JourneyStep, number | null>> = {
  attract: null,
  'out-of-order': null,
  language: null,
  prepare: 1,
  scan: 1,
  review: 2,
  details: 3,
  topic: 4,
  check: 5,
  submitting: 5,
  'not-submitted': 5,
  receipt: null,
  'look-up': null,
  standing: null,
};

type OpenDialog = 'help' | 'language' | 'display' | 'end' | 'sign' | null;

/** What is around every screen, always at the same place: mark, progress, help, language, display, end. */
export const Frame = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { view, texts } = useKiosk();
  const { journey } = view;
  const [open, setOpen] = useState<OpenDialog>(null);
  useWhenScanBegins(journey, () => setOpen(null));
  const sign = useSignVideo();
  useWhenStepChanges(journey.step, () => setOpen((shown) => (shown === 'sign' ? null : shown)));
  const close = (): void => setOpen(null);
  return (
    <div className="kiosk" data-step={journey.step}>
      <Header onOpen={setOpen} />
      {view.site.demo && <aside className="demo">{texts.common.demo}</aside>}
      {children}
      {open === 'help' && (
        <HelpDialog onClose={close} {...(sign === null ? {} : { onSign: () => setOpen('sign') })} />
      )}
      {open === 'language' && <LanguageDialog onClose={close} />}
      {open === 'display' && <DisplayDialog onClose={close} />}
      {open === 'sign' && sign !== null && <SignDialog sign={sign} onClose={close} />}
      {open === 'end' && canEnd(journey.step) && <EndDialog onClose={close} />}
    </div>
  );
};

/** Paper laid in starts a scan by itself, perhaps under a dialog: what the scanner does must be seen. */
const useWhenScanBegins = (journey: Journey, begins: () => void): void => {
  const running = journey.step === 'scan' && journey.activity.state === 'running';
  const [wasRunning, setWasRunning] = useState(running);
  if (running === wasRunning) return;
  setWasRunning(running);
  if (running) begins();
};

/** A video belongs to its step. */
const useWhenStepChanges = (step: JourneyStep, changes: () => void): void => {
  const [before, setBefore] = useState(step);
  if (step === before) return;
  setBefore(step);
  changes();
};

const useSignVideo = (): SignVideo | null => {
  const { view, language } = useKiosk();
  return signVideoFor(view.site.signVideos, view.journey.step, language);
};

/** Nothing to delete before a visit and after the receipt; a submission under way is finished. */
const canEnd = (step: JourneyStep): boolean => !withoutEnd.includes(step);

const withoutEnd: readonly JourneyStep[] = [
  'attract',
  'out-of-order',
  'submitting',
  'receipt',
  'look-up',
  'standing',
];

const canLookUp = (journey: Journey): boolean =>
  journey.step === 'attract' ||
  (journey.step === 'out-of-order' && answersWhileOutOfOrder(journey.reason));

const Header = ({ onOpen }: { readonly onOpen: (dialog: OpenDialog) => void }): ReactNode => {
  const { view, texts } = useKiosk();
  return (
    <header className="header">
      <p className="mark">
        <SlotMark />
        <span className="mark-name">{view.site.name}</span>
      </p>
      <Progress />
      <nav className="header-tools">
        <button type="button" className="tool" data-testid="help" onClick={() => onOpen('help')}>
          <Icon name="help" />
          <span>{texts.common.help}</span>
        </button>
        <button
          type="button"
          className="tool"
          data-testid="language"
          onClick={() => onOpen('language')}
        >
          <Icon name="globe" />
          <span>{texts.common.language}</span>
        </button>
        <button
          type="button"
          className="tool"
          data-testid="display"
          onClick={() => onOpen('display')}
        >
          <Icon name="eye" />
          <span>{texts.display.button}</span>
        </button>
        {canEnd(view.journey.step) && <EndButton onPress={() => onOpen('end')} />}
        {canLookUp(view.journey) && <LookUpButton />}
      </nav>
    </header>
  );
};

/** The mark: a sheet on its way into the slot. */
const SlotMark = (): ReactNode => (
  <svg className="slot-mark" viewBox="0 0 48 48" aria-hidden="true">
    <rect className="slot-mark-ground" width="48" height="48" rx="11" />
    <path className="slot-mark-sheet" d="M15 7h12l6 6v15H15z" />
    <rect className="slot-mark-slot" x="8" y="28" width="32" height="6" rx="3" />
  </svg>
);

const Progress = (): ReactNode => {
  const { view, texts } = useKiosk();
  const step = progressOf[view.journey.step];
  if (step === null) return <span className="progress" />;
  return (
    <p className="progress">
      <span className="progress-text">{texts.common.stepOf(step, PROGRESS_STEPS)}</span>
      <span className="progress-bar" aria-hidden="true">
        {Array.from({ length: PROGRESS_STEPS }, (_, at) => (
          <span key={at} className={at < step ? 'progress-done' : 'progress-open'} />
        ))}
      </span>
    </p>
  );
};

const EndButton = ({ onPress }: { readonly onPress: () => void }): ReactNode => {
  const { texts } = useKiosk();
  return (
    <button type="button" className="tool end-button" data-testid="end" onClick={onPress}>
      <Icon name="bin" />
      <span>{texts.common.end}</span>
    </button>
  );
};

/** For whoever comes back with a number; between visits it stands where "End" stands in them. */
const LookUpButton = (): ReactNode => {
  const { texts, client } = useKiosk();
  return (
    <button
      type="button"
      className="tool"
      data-testid="look-up"
      onClick={() => client.send({ kind: 'look-up' })}
    >
      <Icon name="clock" />
      <span>{texts.lookUp.open}</span>
    </button>
  );
};
