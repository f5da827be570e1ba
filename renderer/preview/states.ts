import type { Journey, ScanActivity } from '../../electron/domain/journey.ts';
import type { AttendantView } from '../../electron/contract/attendant.ts';
import type { Language } from '../../electron/domain/language.ts';
import type { IdleState, KioskView, SiteView } from '../../electron/contract/view.ts';
import { languages } from '../../electron/domain/language.ts';
import { outOfOrderReasons, scanProblems, submitProblems } from '../../electron/domain/problem.ts';
import { pageChanges, type Receipt, type Visit } from '../../electron/domain/submission.ts';
import { standingStates } from '../../electron/domain/standing.ts';
import { pageFindings } from '../../electron/domain/page.ts';
import { knownTopics } from '../i18n/known-topics.ts';
import { openArea, unlocking } from './attendant.ts';
import { previewPages } from './pages.ts';

/** One state of the screen by name, in any language. */
export type PreviewState = (language: Language) => KioskView;

const site: SiteView = {
  name: 'Jobcenter AHA Kreis Soest, Werl',
  languages,
  defaultLanguage: 'de',
  topics: knownTopics.map((id) => ({ id, label: {} as { de: string } })),
  details: {
    caseNumber: {
      use: 'optional',
      pattern: '\\d{5}//\\d{7}|\\d{3}[A-Z]\\d{6}',
      example: '12345//0001234',
    },
    name: { use: 'optional', maxLength: 100 },
  },
  maxPages: 100,
  device: { shape: 'upright-feeder', writing: 'either' },
  printsReceipts: false,
  signVideos: [],
  demo: false,
};

const receipt: Receipt = {
  reference: '014711908358',
  acceptedAt: '2026-11-23T09:41:07Z',
  pageCount: 5,
  fingerprint: '9f3ac01b22d47e60',
  // As long as a real one: three parts of a JWS.
  signed: `eyJhbGciOiJFUzI1NiJ9.${'eyJyZWZlcmVuY2VOdW1iZXIiOiIwMTQ3MTE5MDgzNTUifQ'.repeat(10)}.${'A'.repeat(86)}`,
  transmitsAt: '2026-11-23T17:30:00Z',
};

const visitOf = (language: Language, pages: number, answered = false): Visit => ({
  id: 'preview',
  language,
  pages: previewPages(pages),
  past: [],
  details: answered
    ? { caseNumber: '12345//0001234', name: 'Oleksandra Kovalenko-Winterstein' }
    : { caseNumber: '', name: '' },
  topics: [answered ? 'certificates' : null],
  message: '',
  receipts: [],
});

const view = (journey: Journey, idle: IdleState = { phase: 'active' }, of = site): KioskView => ({
  journey,
  idle,
  site: of,
});

/** A screen outside of a visit, in the language the site starts with. */
const inLanguage =
  (journey: Journey): PreviewState =>
  (language) =>
    view(journey, undefined, { ...site, defaultLanguage: language });

/** The same with another kind of scanner. */
const at =
  (shape: SiteView['device']['shape'], state: PreviewState): PreviewState =>
  (language) => {
    const shown = state(language);
    return { ...shown, site: { ...shown.site, device: { ...shown.site.device, shape } } };
  };

const warning: IdleState = { phase: 'warning', secondsLeft: 24 };

const scanning =
  (pages: number, activity: ScanActivity, replacing: string | null = null): PreviewState =>
  (language) =>
    view({ step: 'scan', visit: visitOf(language, pages), activity, replacing });

const withVisit =
  (step: 'prepare' | 'review' | 'details' | 'check', pages: number): PreviewState =>
  (language) =>
    view({ step, visit: visitOf(language, pages, step === 'check') });

/** Five pages in two documents, the second after a separator sheet, which stays out. */
const severalDocuments = (language: Language, answered: boolean): Visit => {
  const visit = visitOf(language, 6, answered);
  const pages = visit.pages.map((page, at) =>
    at === 2 ? { ...page, separator: true as const } : page,
  );
  return { ...visit, pages, topics: answered ? ['certificates', 'rent'] : ['certificates', null] };
};

const named = <Kind extends string>(
  kinds: readonly Kind[],
  prefix: string,
  state: (kind: Kind) => PreviewState,
): Readonly<Record<string, PreviewState>> =>
  Object.fromEntries(kinds.map((kind) => [`${prefix}-${kind}`, state(kind)]));

const attended =
  (attendant: AttendantView, visiting = false): PreviewState =>
  (language) => ({
    ...(visiting
      ? view({ step: 'review', visit: visitOf(language, 5) })
      : view({ step: 'attract' }, undefined, { ...site, defaultLanguage: language })),
    attendant,
  });

const attendantStates: Readonly<Record<string, PreviewState>> = {
  'attendant-unlock': attended(unlocking()),
  'attendant-unlock-visit': attended(unlocking({ cardReader: true, problem: 'blocked' }), true),
  'attendant-looking': attended(openArea({ status: null, statusAt: null })),
  'attendant-status': attended(openArea()),
  'attendant-left': attended({ phase: 'left', lockedAgainAt: Date.UTC(2026, 10, 23, 9, 51) }),
};

/** Every state the screens can be in. The same list feeds the preview and the visual tests. */
export const previewStates: Readonly<Record<string, PreviewState>> = {
  attract: (language) =>
    view({ step: 'attract' }, undefined, { ...site, defaultLanguage: language }),
  'attract-papers-left': (language) => ({
    ...inLanguage({ step: 'attract' })(language),
    paper: 'left',
  }),
  'attract-nearly-full': (language) => ({
    ...inLanguage({ step: 'attract' })(language),
    nearlyFull: true,
  }),
  'prepare-demo': (language) =>
    view({ step: 'prepare', visit: visitOf(language, 0) }, undefined, { ...site, demo: true }),
  'attract-demo': (language) =>
    view({ step: 'attract' }, undefined, { ...site, defaultLanguage: language, demo: true }),
  language: (language) =>
    view({ step: 'language' }, undefined, { ...site, defaultLanguage: language }),
  prepare: withVisit('prepare', 0),
  ...named(
    ['up', 'down'] as const,
    'prepare-writing',
    (writing) => (language) =>
      view({ step: 'prepare', visit: visitOf(language, 0) }, undefined, {
        ...site,
        device: { ...site.device, writing },
      }),
  ),
  'scan-ready': scanning(0, { state: 'ready' }),
  ...named(['feeder-on-top', 'glass'] as const, 'scan-ready', (shape) =>
    at(shape, scanning(0, { state: 'ready' })),
  ),
  ...named(['feeder-on-top', 'glass'] as const, 'scan-running', (shape) =>
    at(shape, scanning(1, { state: 'running', pages: 1, fraction: 0.4 })),
  ),
  'scan-more-glass': at('glass', scanning(1, { state: 'ready' })),
  'attract-glass': at('glass', inLanguage({ step: 'attract' })),
  'attract-papers-left-on-top': (language) => ({
    ...at('feeder-on-top', inLanguage({ step: 'attract' }))(language),
    paper: 'left',
  }),
  'scan-starts-itself': (language) => ({
    ...scanning(0, { state: 'ready' })(language),
    paper: 'awaited',
  }),
  'scan-signed': (language) =>
    view(
      { step: 'scan', visit: visitOf(language, 0), activity: { state: 'ready' }, replacing: null },
      undefined,
      {
        ...site,
        signVideos: ['scan.webm', 'scan.vtt'],
      },
    ),
  'scan-more': scanning(3, { state: 'ready' }),
  'scan-replacing': scanning(4, { state: 'ready' }, 'page-2'),
  'scan-running-first': scanning(0, { state: 'running', pages: 0, fraction: null }),
  'scan-running': scanning(5, { state: 'running', pages: 5, fraction: 0.4 }),
  'scan-running-many': scanning(42, { state: 'running', pages: 42, fraction: 0.7 }),
  'scan-waiting': scanning(0, { state: 'running', pages: 0, fraction: null, waiting: true }),
  'scan-stopping': scanning(3, { state: 'stopping' }),
  ...named(scanProblems, 'scan', (problem) =>
    scanning(problem === 'no-scanner' || problem === 'nothing-loaded' ? 0 : 3, {
      state: 'interrupted',
      problem,
    }),
  ),
  'review-empty': withVisit('review', 0),
  'review-one': withVisit('review', 1),
  review: withVisit('review', 5),
  'review-many': withVisit('review', 42),
  'review-findings': (language) => {
    const visit = visitOf(language, 6);
    const pages = visit.pages.map((page, at) => {
      const finding = pageFindings[at * 2 - 2];
      return finding === undefined ? page : { ...page, findings: [finding] };
    });
    return view({ step: 'review', visit: { ...visit, pages } });
  },
  ...named(pageChanges, 'review-after', (change) => (language) => {
    const visit = visitOf(language, 4);
    const past = [{ change, pages: previewPages(5) }];
    return view({ step: 'review', visit: { ...visit, past } });
  }),
  'review-documents': (language) =>
    view({ step: 'review', visit: severalDocuments(language, false) }),
  'review-blackened': (language) => {
    const visit = visitOf(language, 3);
    const blackened = [{ left: 0.1, top: 0.3, width: 0.6, height: 0.05 }];
    const pages = visit.pages.map((page) => ({ ...page, blackened }));
    return view({ step: 'review', visit: { ...visit, pages } });
  },
  details: withVisit('details', 5),
  'details-required': (language) =>
    view({ step: 'details', visit: visitOf(language, 5) }, undefined, {
      ...site,
      details: {
        caseNumber: { ...site.details.caseNumber, use: 'hidden' },
        name: { use: 'required', maxLength: 60 },
      },
    }),
  'details-offered': (language) => {
    const visit = visitOf(language, 5);
    const pages = visit.pages.map((page) => ({ ...page, caseNumber: '12345//0001234' }));
    return view({ step: 'details', visit: { ...visit, pages } });
  },
  topic: (language) => view({ step: 'topic', visit: visitOf(language, 5), document: 0 }),
  'topic-second': (language) =>
    view({ step: 'topic', visit: severalDocuments(language, false), document: 1 }),
  'check-everything': (language) => {
    const visit = severalDocuments(language, true);
    const details = { ...visit.details, representative: 'Dmytro Kovalenko' };
    const message = 'Bitte rufen Sie mich an, wenn etwas fehlt: 0152 0000000';
    return view({ step: 'check', visit: { ...visit, details, message } });
  },
  check: withVisit('check', 5),
  submitting: (language) =>
    view({ step: 'submitting', visit: visitOf(language, 5, true), stage: 'sealing' }),
  ...named(
    submitProblems,
    'not-submitted',
    (problem) => (language) =>
      view({ step: 'not-submitted', visit: visitOf(language, 5, true), problem }),
  ),
  'not-submitted-partly': (language) =>
    view({
      step: 'not-submitted',
      visit: { ...visitOf(language, 5, true), receipts: [receipt] },
      problem: 'storage-full',
    }),
  receipt: (language) => view({ step: 'receipt', language, receipt, earlier: [] }),
  'receipt-several': (language) =>
    view({
      step: 'receipt',
      language,
      receipt,
      earlier: [{ ...receipt, reference: '014711908363', pageCount: 2 }],
    }),
  'receipt-at-once': (language) =>
    view({
      step: 'receipt',
      language,
      receipt: { ...receipt, transmitsAt: receipt.acceptedAt },
      earlier: [],
    }),
  'receipt-printer': (language) =>
    view({ step: 'receipt', language, receipt, earlier: [] }, undefined, {
      ...site,
      printsReceipts: true,
    }),
  ...named(
    ['printing', 'printed', 'not-printed'] as const,
    'receipt',
    (print) => (language) =>
      view({ step: 'receipt', language, receipt, earlier: [], print }, undefined, {
        ...site,
        printsReceipts: true,
      }),
  ),
  'receipt-papers-left': (language) => ({
    ...view({ step: 'receipt', language, receipt, earlier: [] }),
    paper: 'left',
  }),
  'look-up': inLanguage({ step: 'look-up' }),
  'standing-asking': inLanguage({ step: 'standing', reference: '014711908358', standing: null }),
  ...named(standingStates, 'standing', (state) =>
    inLanguage({
      step: 'standing',
      reference: '014711908358',
      standing: {
        state,
        at: state === 'unknown' || state === 'unreachable' ? null : '2026-11-23T09:41:07Z',
        sendsAt: state === 'accepted' ? '2026-11-23T17:30:00Z' : null,
      },
    }),
  ),
  ...named(
    outOfOrderReasons,
    'out-of-order',
    (reason) => (language) =>
      view({ step: 'out-of-order', reason }, undefined, { ...site, defaultLanguage: language }),
  ),
  'out-of-order-notice': (language) => ({
    ...view({ step: 'out-of-order', reason: 'taken-out-of-service' }, undefined, {
      ...site,
      defaultLanguage: language,
    }),
    outage: { notice: 'scanner-broken', backAt: '2026-11-24T07:00:00Z', code: null },
  }),
  'out-of-order-code': (language) => ({
    ...view({ step: 'out-of-order', reason: 'technical-fault' }, undefined, {
      ...site,
      defaultLanguage: language,
    }),
    outage: { notice: null, backAt: null, code: 'MR5' },
  }),
  ...attendantStates,
  'idle-review': (language) => view({ step: 'review', visit: visitOf(language, 5) }, warning),
  'idle-receipt': (language) => view({ step: 'receipt', language, receipt, earlier: [] }, warning),
};

const keys = (typed: string): readonly string[] => Array.from(typed, (key) => `key-${key}`);

/** What stands on the screen only after a touch: the state before it, and the test ids touched. */
export const touchedStates: Readonly<
  Record<string, { readonly from: string; readonly touch: readonly string[] }>
> = {
  'help-open': { from: 'scan-ready', touch: ['help'] },
  'language-open': { from: 'check', touch: ['language'] },
  'display-open': { from: 'check', touch: ['display'] },
  'display-speech': { from: 'check', touch: ['display', 'speech'] },
  'help-signed': { from: 'scan-signed', touch: ['help'] },
  'sign-open': { from: 'scan-signed', touch: ['help', 'sign-language'] },
  'end-open': { from: 'review', touch: ['end'] },
  page: { from: 'review', touch: ['page-2'] },
  'page-lying': { from: 'review', touch: ['page-4', 'rotate-page'] },
  'page-large': { from: 'review', touch: ['page-1', 'zoom'] },
  'page-enlarged': { from: 'review', touch: ['page-1', 'zoom', 'zoom-in'] },
  'message-digits': { from: 'check', touch: ['write-message', 'key-digits'] },
  'page-blacken': { from: 'review', touch: ['page-1', 'blacken', 'bar-add', 'bar-add'] },
  'page-separator': { from: 'review-documents', touch: ['page-3'] },
  'page-second-document': { from: 'review-documents', touch: ['page-4'] },
  message: { from: 'check', touch: ['write-message'] },
  'details-for-other': { from: 'details', touch: ['for-whom'] },
  'details-for-other-name': { from: 'details', touch: ['for-whom', 'continue'] },
  'details-representative': {
    from: 'details-required',
    touch: ['for-whom', 'key-a', 'key-n', 'continue'],
  },
  'page-suspected': { from: 'review-findings', touch: ['page-3'] },
  'attendant-unlock-typed': {
    from: 'attendant-unlock',
    touch: ['digit-0', 'digit-7', ...Array.from('482915482915', (digit) => `digit-${digit}`)],
  },
  'attendant-scanner': { from: 'attendant-status', touch: ['area-scanner'] },
  'attendant-service': { from: 'attendant-looking', touch: ['area-service'] },
  'attendant-service-out': { from: 'attendant-status', touch: ['area-service'] },
  'attendant-queue': {
    from: 'attendant-status',
    touch: ['area-queue', ...Array.from('014711908354', (digit) => `digit-${digit}`)],
  },
  'attendant-device': { from: 'attendant-status', touch: ['area-device', 'restart'] },
  'attendant-device-english': {
    from: 'attendant-looking',
    touch: ['area-device', 'area-language'],
  },
  'details-letters': { from: 'details', touch: ['key-letters'] },
  'details-right': {
    from: 'details',
    touch: ['key-1', 'key-2', 'key-3', 'key-letters', 'key-A', 'key-letters', ...keys('456789')],
  },
  'details-wrong': { from: 'details', touch: keys('123456') },
  'details-name-own-script': { from: 'details-required', touch: ['key-layout'] },
  'details-name-small': { from: 'details-required', touch: ['key-shift'] },
};
