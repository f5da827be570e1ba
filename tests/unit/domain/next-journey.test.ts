import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CustomerEvent, Journey } from '../../../electron/domain/journey.ts';
import type { JourneyEffect, JourneyEvent } from '../../../electron/domain/journey-event.ts';
import { nextJourney } from '../../../electron/domain/next-journey.ts';
import type { JourneyRules } from '../../../electron/domain/transition.ts';
import type { Page } from '../../../electron/domain/page.ts';
import { documentsOf, pagesToHandIn, type Receipt } from '../../../electron/domain/submission.ts';
import {
  outOfOrderReasons,
  scanProblems,
  submitProblems,
} from '../../../electron/domain/problem.ts';

const rules: JourneyRules = {
  topics: ['rent', 'other'],
  languages: ['de', 'en', 'uk'],
  defaultLanguage: 'de',
  printsReceipts: true,
  maxPages: 4,
  asksDetails: true,
  acceptsDetails: ({ caseNumber }) => caseNumber !== 'wrong',
};
const VISIT = 'visit-1';

const page = (id: string): Page => ({
  id,
  widthPx: 2480,
  heightPx: 3508,
  dpi: 300,
  rotation: 0,
  side: 'front',
});
const scanned = (id: string): JourneyEvent => ({
  kind: 'page-scanned',
  visitId: VISIT,
  page: page(id),
});
const ended: JourneyEvent = { kind: 'scan-ended', visitId: VISIT, problem: null };

const play = (
  events: readonly JourneyEvent[],
  start: Journey = { step: 'attract' },
): { journey: Journey; effects: JourneyEffect[] } =>
  events.reduce<{ journey: Journey; effects: JourneyEffect[] }>(
    ({ journey, effects }, event) => {
      const next = nextJourney(journey, event, rules, VISIT);
      return { journey: next.journey, effects: [...effects, ...next.effects] };
    },
    { journey: start, effects: [] },
  );

const toScan: readonly JourneyEvent[] = [
  { kind: 'begin' },
  { kind: 'choose-language', language: 'uk' },
  { kind: 'continue' },
  { kind: 'start-scan' },
];
const toReview = [...toScan, scanned('a'), scanned('b'), scanned('c'), ended];
const toCheck: readonly JourneyEvent[] = [
  ...toReview,
  { kind: 'continue' },
  { kind: 'enter-details', details: { caseNumber: '12345//0001234', name: '' } },
  { kind: 'choose-topic', topic: 'rent' },
];
const pagesOf = (journey: Journey): string[] =>
  'visit' in journey ? journey.visit.pages.map(({ id }) => id) : [];

test('the straight way leads from the attract screen to the receipt and back', () => {
  const receipt = {
    reference: '110000000016',
    acceptedAt: '',
    pageCount: 3,
    fingerprint: '',
    signed: '',
    transmitsAt: '',
  };
  const submitted = play([
    ...toCheck,
    { kind: 'submit' },
    { kind: 'submit-stage', visitId: VISIT, stage: 'sealing' },
    { kind: 'submitted', visitId: VISIT, receipt },
  ]);
  expect(submitted.journey).toEqual({ step: 'receipt', language: 'uk', receipt, earlier: [] });
  expect(submitted.effects).toEqual([{ effect: 'start-scan' }, { effect: 'submit' }]);
  expect(play([{ kind: 'finish' }], submitted.journey)).toEqual({
    journey: { step: 'attract' },
    effects: [{ effect: 'wipe' }],
  });
});

test.each(scanProblems)('after "%s" the pages before it are still there', (problem) => {
  const { journey } = play([
    ...toScan,
    scanned('a'),
    { kind: 'scan-ended', visitId: VISIT, problem },
  ]);
  expect(journey).toMatchObject({ step: 'scan', activity: { state: 'interrupted', problem } });
  expect(pagesOf(journey)).toEqual(['a']);
  expect(play([{ kind: 'start-scan' }, scanned('b'), ended], journey).journey).toMatchObject({
    step: 'review',
  });
});

test.each(submitProblems)(
  'when handing in fails with "%s", everything can be tried again',
  (problem) => {
    const { journey } = play([
      ...toCheck,
      { kind: 'submit' },
      { kind: 'not-submitted', visitId: VISIT, problem },
    ]);
    expect(journey).toMatchObject({ step: 'not-submitted', problem });
    expect(play([{ kind: 'submit' }], journey).effects).toEqual([{ effect: 'submit' }]);
  },
);

test('the receipt is printed once, again only after it did not come out, and on no other screen', () => {
  const receipt = { reference: '110000000016' } as Receipt;
  const shown: Journey = { step: 'receipt', language: 'uk', receipt, earlier: [] };
  const print: JourneyEvent = { kind: 'print-receipt' };
  const came = (printed: boolean, reference = receipt.reference): JourneyEvent => ({
    kind: 'receipt-printed',
    reference,
    printed,
  });
  const prints = (events: readonly JourneyEvent[], from: Journey): number =>
    play(events, from).effects.filter(({ effect }) => effect === 'print-receipt').length;
  expect(prints([print, print, came(true), print], shown)).toBe(1);
  expect(prints([print, came(false), print], shown)).toBe(2);
  expect(prints([print, came(false, 'another'), print], shown)).toBe(1);
  expect(prints([print], { step: 'attract' })).toBe(0);
  expect(prints([...toCheck, print], { step: 'attract' })).toBe(0);
  const none = nextJourney(shown, print, { ...rules, printsReceipts: false }, VISIT);
  expect(none.effects).toEqual([]);
});

const laidIn: JourneyEvent = { kind: 'paper-laid-in', visitId: VISIT };
const endedBy = (problem: 'jam' | 'nothing-loaded'): JourneyEvent => ({
  kind: 'scan-ended',
  visitId: VISIT,
  problem,
});
const starts = (events: readonly JourneyEvent[]): number =>
  play(events).effects.filter(({ effect }) => effect === 'start-scan').length;

test('paper laid in starts the scan once, where the screen asks for it', () => {
  const toReady = toScan.slice(0, -1);
  expect(starts([...toReady, laidIn, laidIn, { kind: 'start-scan' }])).toBe(1);
  expect(starts([...toScan, endedBy('nothing-loaded'), laidIn])).toBe(2);
});

test('paper laid in starts nothing after a jam, on another screen, or for a customer who is gone', () => {
  expect(starts([...toScan, endedBy('jam'), laidIn])).toBe(1);
  expect(starts([...toReview, laidIn])).toBe(1);
  expect(starts([...toScan.slice(0, -1), { ...laidIn, visitId: 'gone' }])).toBe(0);
  expect(starts([...toScan, { kind: 'stop-scan' }, laidIn])).toBe(1);
});

test('a page scanned again takes the place of the old one, extra sheets are not kept', () => {
  const { journey, effects } = play([
    ...toReview,
    { kind: 'rescan-page', pageId: 'b' },
    { kind: 'start-scan' },
    scanned('b2'),
    scanned('extra'),
    ended,
  ]);
  expect(journey.step).toBe('review');
  expect(pagesOf(journey)).toEqual(['a', 'b2', 'c']);
  expect(effects.slice(1)).toEqual([
    { effect: 'start-scan' },
    { effect: 'stop-scan' },
    { effect: 'discard-page', pageId: 'extra' },
  ]);
  const undone = play([{ kind: 'undo' }], journey);
  expect(pagesOf(undone.journey)).toEqual(['a', 'b', 'c']);
  expect(undone.effects).toEqual([{ effect: 'discard-page', pageId: 'b2' }]);
});

test('when scanning again fails, the old page stays', () => {
  const { journey, effects } = play([
    ...toReview,
    { kind: 'rescan-page', pageId: 'b' },
    { kind: 'start-scan' },
    { kind: 'scan-ended', visitId: VISIT, problem: 'jam' },
    { kind: 'continue' },
  ]);
  expect(pagesOf(journey)).toEqual(['a', 'b', 'c']);
  expect(effects).not.toContainEqual({ effect: 'discard-page', pageId: 'b' });
});

test('whatever was done to pages can be undone, the latest first', () => {
  const removed = play([
    ...toReview,
    { kind: 'rotate-page', pageId: 'a' },
    { kind: 'move-page', pageId: 'a', to: 2 },
    { kind: 'remove-page', pageId: 'c' },
  ]);
  expect(pagesOf(removed.journey)).toEqual(['b', 'a']);
  const restored = play([{ kind: 'undo' }], removed.journey).journey;
  expect(pagesOf(restored)).toEqual(['b', 'c', 'a']);
  expect('visit' in restored && restored.visit.pages[2]?.rotation).toBe(90);
  const before = play([{ kind: 'undo' }, { kind: 'undo' }, { kind: 'undo' }], restored).journey;
  expect(before).toEqual(play(toReview).journey);
});

test('undoing keeps pages that were scanned since', () => {
  const { journey } = play([
    ...toReview,
    { kind: 'remove-page', pageId: 'a' },
    { kind: 'scan-more' },
    { kind: 'start-scan' },
    scanned('d'),
    ended,
    { kind: 'undo' },
  ]);
  expect(pagesOf(journey)).toEqual(['a', 'b', 'c', 'd']);
});

test('a removed page goes for good when so much was done since that it cannot come back', () => {
  const turns = Array.from({ length: 20 }, (): JourneyEvent => ({
    kind: 'rotate-page',
    pageId: 'b',
  }));
  const { effects } = play([...toReview, { kind: 'remove-page', pageId: 'a' }, ...turns]);
  expect(effects.at(-1)).toEqual({ effect: 'discard-page', pageId: 'a' });
  expect(effects.filter(({ effect }) => effect === 'discard-page')).toHaveLength(1);
});

const separator: JourneyEvent = {
  kind: 'page-scanned',
  visitId: VISIT,
  page: { ...page('sheet'), separator: true },
};
const receiptOf = (reference: string) => ({
  reference,
  acceptedAt: '',
  pageCount: 1,
  fingerprint: '',
  signed: '',
  transmitsAt: '',
});
const submitted = (reference: string): JourneyEvent => ({
  kind: 'submitted',
  visitId: VISIT,
  receipt: receiptOf(reference),
});
const twoDocuments: readonly JourneyEvent[] = [
  ...toReview,
  { kind: 'split-before', pageId: 'b', split: true },
  { kind: 'continue' },
  { kind: 'enter-details', details: { caseNumber: '', name: '' } },
  { kind: 'choose-topic', topic: 'rent' },
  { kind: 'choose-topic', topic: 'other' },
];

test('a visit split in two asks for two topics and hands in one document after the other', () => {
  const { journey } = play(twoDocuments);
  expect(journey).toMatchObject({ step: 'check', visit: { topics: ['rent', 'other'] } });
  const first = play([{ kind: 'submit' }, submitted('1')], journey);
  expect(first.journey).toMatchObject({ step: 'submitting', visit: { topics: ['other'] } });
  expect(pagesOf(first.journey)).toEqual(['b', 'c']);
  expect(first.effects).toEqual([
    { effect: 'submit' },
    { effect: 'discard-page', pageId: 'a' },
    { effect: 'submit' },
  ]);
  expect(play([submitted('2')], first.journey).journey).toMatchObject({
    step: 'receipt',
    receipt: { reference: '2' },
    earlier: [{ reference: '1' }],
  });
});

test.each<JourneyEvent>([{ kind: 'end' }, { kind: 'idle-expired' }])(
  'who hands in only the first document and then gives up ($kind) still gets its number',
  (event) => {
    const { journey, effects } = play([
      ...twoDocuments,
      { kind: 'submit' },
      submitted('1'),
      { kind: 'not-submitted', visitId: VISIT, problem: 'storage-full' },
      event,
    ]);
    expect(journey).toMatchObject({ step: 'receipt', receipt: { reference: '1' }, earlier: [] });
    expect(effects.at(-1)).toEqual({ effect: 'wipe' });
  },
);

test('a separator sheet divides and is not handed in itself, unless the customer keeps it', () => {
  const scannedSoFar = [...toScan, scanned('a'), separator, scanned('b'), ended];
  const { journey } = play(scannedSoFar);
  if (!('visit' in journey)) throw new Error('no visit');
  const ids = documentsOf(journey.visit.pages).map((pages) => pages.map(({ id }) => id));
  expect(ids).toEqual([['a'], ['b']]);
  const kept = play([{ kind: 'keep-page', pageId: 'sheet' }], journey).journey;
  if (!('visit' in kept)) throw new Error('no visit');
  expect(documentsOf(kept.visit.pages)).toHaveLength(1);
  expect(pagesToHandIn(kept.visit.pages)).toBe(3);
});

test('with nothing but a separator sheet there is no way on', () => {
  const { journey } = play([...toScan, separator, ended, { kind: 'continue' }]);
  expect(journey.step).toBe('review');
});

test('joining documents again forgets what only one of them was about', () => {
  const { journey } = play([
    ...twoDocuments,
    { kind: 'change', answer: 'pages' },
    { kind: 'split-before', pageId: 'b', split: false },
    { kind: 'continue' },
  ]);
  expect(journey).toMatchObject({ step: 'check', visit: { topics: ['rent'] } });
});

test('blackening stays an instruction on the page and can be undone', () => {
  const areas = [{ left: 0, top: 0.2, width: 1, height: 0.1 }];
  const { journey } = play([...toReview, { kind: 'blacken-page', pageId: 'a', areas }]);
  expect(journey).toMatchObject({ visit: { pages: [{ id: 'a', blackened: areas }, {}, {}] } });
  expect(play([{ kind: 'undo' }], journey).journey).toEqual(play(toReview).journey);
});

test('a cropped page becomes the whole scan and back in one step each, and both can be undone', () => {
  const cropped: Page = { ...page('a'), otherSize: { widthPx: 2600, heightPx: 3600 } };
  const start = play([...toScan, { kind: 'page-scanned', visitId: VISIT, page: cropped }, ended]);
  const whole = play([{ kind: 'show-whole', pageId: 'a', whole: true }], start.journey).journey;
  expect(whole).toMatchObject({
    visit: {
      pages: [
        {
          whole: true,
          widthPx: 2600,
          heightPx: 3600,
          otherSize: { widthPx: 2480, heightPx: 3508 },
        },
      ],
    },
  });
  expect(play([{ kind: 'undo' }], whole).journey).toEqual(start.journey);
  const again = play([{ kind: 'show-whole', pageId: 'a', whole: false }], whole).journey;
  expect(again).toMatchObject({ visit: { pages: [cropped] } });
  expect('visit' in again && again.visit.pages[0]?.whole).toBe(undefined);
});

test('a page that was not cropped has no whole scan, and nothing blackened comes to lie elsewhere', () => {
  const show = { kind: 'show-whole', pageId: 'a', whole: true } as const;
  expect(play([...toReview, show]).journey).toEqual(play(toReview).journey);
  const areas = [{ left: 0, top: 0.2, width: 1, height: 0.1 }];
  const cropped: Page = { ...page('a'), otherSize: { widthPx: 2600, heightPx: 3600 } };
  const blackened = play([
    ...toScan,
    { kind: 'page-scanned', visitId: VISIT, page: cropped },
    ended,
    { kind: 'blacken-page', pageId: 'a', areas },
  ]).journey;
  expect(play([show], blackened).journey).toEqual(blackened);
});

test('a site that asks nothing about the customer goes from the pages to the topic and back', () => {
  const nothingAsked = { ...rules, asksDetails: false };
  const at = (journey: Journey, event: JourneyEvent): Journey =>
    nextJourney(journey, event, nothingAsked, VISIT).journey;
  const topic = at(play(toReview).journey, { kind: 'continue' });
  expect(topic.step).toBe('topic');
  expect(at(topic, { kind: 'back' }).step).toBe('review');
  const check = at(topic, { kind: 'choose-topic', topic: 'rent' });
  expect(at(check, { kind: 'change', answer: 'details' }).step).toBe('check');
});

test('a message to the case worker is kept up to its limit', () => {
  const written = play([...toCheck, { kind: 'write-message', message: 'Danke' }]).journey;
  expect(written).toMatchObject({ step: 'check', visit: { message: 'Danke' } });
  const long: JourneyEvent = { kind: 'write-message', message: 'a'.repeat(301) };
  expect(play([long], written).journey).toBe(written);
});

test('no page, no way on', () => {
  const { journey } = play([...toScan, ended, { kind: 'continue' }]);
  expect(journey).toMatchObject({ step: 'scan', activity: { state: 'ready' } });
});

test('more pages than the site allows are refused before they feed', () => {
  const full = play([...toScan, scanned('a'), scanned('b'), scanned('c'), scanned('d'), ended]);
  const { journey, effects } = play([{ kind: 'scan-more' }, { kind: 'start-scan' }], full.journey);
  expect(journey).toMatchObject({ activity: { state: 'interrupted', problem: 'too-many-pages' } });
  expect(effects).toEqual([]);
});

test('one answer can be changed from the check screen without asking the others again', () => {
  const { journey } = play([
    ...toCheck,
    { kind: 'change', answer: 'details' },
    { kind: 'enter-details', details: { caseNumber: '', name: 'Neu' } },
  ]);
  expect(journey).toMatchObject({
    step: 'check',
    visit: { topics: ['rent'], details: { name: 'Neu' } },
  });
  const pages = play([{ kind: 'change', answer: 'pages' }, { kind: 'continue' }], journey).journey;
  expect(pages.step).toBe('check');
});

test('a case number the site does not accept keeps the customer at the question', () => {
  const { journey } = play([
    ...toReview,
    { kind: 'continue' },
    { kind: 'enter-details', details: { caseNumber: 'wrong', name: '' } },
  ]);
  expect(journey.step).toBe('details');
});

test('the language changes at every step and nothing else does', () => {
  for (const events of [toScan, toReview, toCheck]) {
    const before = play(events).journey;
    const after = play([{ kind: 'choose-language', language: 'en' }], before).journey;
    if (!('visit' in before) || !('visit' in after)) throw new Error('no visit');
    expect(after).toEqual({ ...before, visit: { ...before.visit, language: 'en' } });
  }
});

test('a page that arrives after the customer has gone does not come into the next visit', () => {
  const gone = play([...toScan, scanned('a'), { kind: 'end' }]).journey;
  const next = nextJourney(
    { step: 'language' },
    { kind: 'choose-language', language: 'de' },
    rules,
    'visit-2',
  );
  expect(gone).toEqual({ step: 'attract' });
  expect(play([scanned('late')], next.journey).journey).toBe(next.journey);
});

test('an authority is scanned along when somebody is asked for it, and no answer is asked for twice', () => {
  const details = { caseNumber: '', name: 'Olena', representative: 'Ida' };
  const back = play([
    ...toReview,
    { kind: 'continue' },
    { kind: 'enter-details', details },
    { kind: 'scan-more' },
    { kind: 'start-scan' },
    scanned('d'),
    ended,
  ]).journey;
  expect(back).toMatchObject({ step: 'review', visit: { details } });
  expect(pagesOf(back)).toEqual(['a', 'b', 'c', 'd']);
  expect(play([{ kind: 'continue' }], back).journey).toMatchObject({
    step: 'topic',
    visit: { details },
  });
});

test('handing in cannot be interrupted half way', () => {
  const submitting = play([...toCheck, { kind: 'submit' }]).journey;
  expect(play([{ kind: 'end' }, { kind: 'idle-expired' }], submitting)).toEqual({
    journey: submitting,
    effects: [],
  });
});

test('out of order is shown between visits only', () => {
  const outOfOrder: JourneyEvent = { kind: 'availability', outOfOrder: 'storage-full' };
  expect(play([outOfOrder]).journey).toEqual({ step: 'out-of-order', reason: 'storage-full' });
  const during = play(toReview).journey;
  expect(play([outOfOrder], during).journey).toBe(during);
  expect(play([outOfOrder, { kind: 'availability', outOfOrder: null }]).journey.step).toBe(
    'attract',
  );
});

test('while the scanner serves another kiosk the screen says so, until the own sheets feed', () => {
  const progress = { kind: 'scan-progress', visitId: VISIT, fraction: null } as const;
  const waiting = play([...toScan, { ...progress, waiting: true }]).journey;
  expect(waiting).toMatchObject({ activity: { state: 'running', waiting: true } });
  const going = play([...toScan, { ...progress, waiting: true }, progress]).journey;
  expect(going).toMatchObject({ activity: { state: 'running' } });
  expect(going).not.toHaveProperty('activity.waiting');
});

describe('coming back with a reference number', () => {
  const reference = '110000000016';
  const asked = play([{ kind: 'look-up' }, { kind: 'ask-standing', reference: '1100 0000 0016' }]);
  const filed = { state: 'filed', at: '2026-11-23T12:00:00Z', sendsAt: null } as const;

  test('the kiosk is asked where the submission stands, and says so', () => {
    expect(asked).toEqual({
      journey: { step: 'standing', reference, standing: null },
      effects: [{ effect: 'ask-standing', reference }],
    });
    const known = play([{ kind: 'standing-known', reference, standing: filed }], asked.journey);
    expect(known.journey).toMatchObject({ standing: filed });
    expect(play([{ kind: 'finish' }], known.journey).journey).toEqual({ step: 'attract' });
  });

  test.each(outOfOrderReasons)('while out of order (%s) where the kiosk can tell', (reason) => {
    const out = play([{ kind: 'availability', outOfOrder: reason }]).journey;
    const { step } = play([{ kind: 'look-up' }], out).journey;
    const silent = ['configuration', 'storage-failed', 'technical-fault'];
    expect(step).toBe(silent.includes(reason) ? 'out-of-order' : 'look-up');
  });

  test('a wrong digit is never asked for', () => {
    const { journey, effects } = play([
      { kind: 'look-up' },
      { kind: 'ask-standing', reference: '110000000017' },
    ]);
    expect(journey).toEqual({ step: 'look-up' });
    expect(effects).toEqual([]);
  });

  test('an answer that comes late, to another number or after the end, changes nothing', () => {
    const late: JourneyEvent = {
      kind: 'standing-known',
      reference: '014711908358',
      standing: filed,
    };
    expect(play([late], asked.journey).journey).toBe(asked.journey);
    expect(play([{ kind: 'end' }, late], asked.journey).journey).toEqual({ step: 'attract' });
  });

  test('nobody comes into it in the middle of a visit', () => {
    const visit = play(toReview).journey;
    expect(play([{ kind: 'look-up' }], visit).journey).toBe(visit);
  });
});

const anyEvent: fc.Arbitrary<JourneyEvent> = fc.oneof(
  fc.constantFrom<CustomerEvent>(
    { kind: 'begin' },
    { kind: 'choose-language', language: 'de' },
    { kind: 'continue' },
    { kind: 'back' },
    { kind: 'start-scan' },
    { kind: 'stop-scan' },
    { kind: 'scan-more' },
    { kind: 'undo' },
    { kind: 'submit' },
    { kind: 'finish' },
    { kind: 'end' },
    { kind: 'enter-details', details: { caseNumber: '', name: '' } },
    { kind: 'choose-topic', topic: 'rent' },
    { kind: 'look-up' },
    { kind: 'ask-standing', reference: '110000000016' },
  ),
  fc
    .constantFrom('a', 'b', 'c', 'd', 'e')
    .chain((id) =>
      fc.constantFrom<JourneyEvent>(
        scanned(id),
        { kind: 'remove-page', pageId: id },
        { kind: 'rescan-page', pageId: id },
        { kind: 'rotate-page', pageId: id },
        { kind: 'show-whole', pageId: id, whole: true },
        { kind: 'move-page', pageId: id, to: 1 },
        { kind: 'split-before', pageId: id, split: true },
        { kind: 'blacken-page', pageId: id, areas: [] },
      ),
    ),
  fc
    .constantFrom(...scanProblems, null)
    .map((problem): JourneyEvent => ({ kind: 'scan-ended', visitId: VISIT, problem })),
  fc.constant<JourneyEvent>({ kind: 'idle-expired' }),
);

test('whatever happens in whatever order: a visit that ends is wiped, and "end" always ends it', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let journey: Journey = { step: 'attract' };
      for (const event of events) {
        const next = nextJourney(journey, event, rules, VISIT);
        const left = 'visit' in journey && !('visit' in next.journey);
        if (left && next.journey.step !== 'receipt') {
          expect(next.effects).toContainEqual({ effect: 'wipe' });
        }
        journey = next.journey;
        if (journey.step === 'details') expect(pagesOf(journey).length).toBeGreaterThan(0);
      }
      const end = nextJourney(journey, { kind: 'end' }, rules, VISIT).journey;
      expect(['attract', 'submitting']).toContain(end.step);
    }),
    { numRuns: 2000 },
  );
});
