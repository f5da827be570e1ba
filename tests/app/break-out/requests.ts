/** One thing said to the main process that it must refuse or ignore. */
export interface RequestAttempt {
  readonly name: string;
  /**
   * Who says it: the page of the kiosk itself, or a window with the kiosk's preload that is not the kiosk's.
   * `script` is an async function body in the page; `ask(name, request)` sends a request.
   */
  readonly how: { readonly from: 'kiosk' | 'other-window'; readonly script: string };
  /** Refused: the promise fails. Ignored: it is answered, and the journey stays where it is. */
  readonly expected: 'refused' | 'ignored';
}

const asks = (name: string, request: string, payload: string): RequestAttempt => ({
  name,
  how: { from: 'kiosk', script: `return await ask(${JSON.stringify(request)}, ${payload})` },
  expected: 'refused',
});

const says = (name: string, event: string): RequestAttempt => asks(name, 'customer-event', event);

const tooEarly = (event: string): RequestAttempt => ({
  name: `"${event}" on the first screen`,
  how: { from: 'kiosk', script: `return await ask('customer-event', ${event})` },
  expected: 'ignored',
});

const elsewhere = (name: string, script: string): RequestAttempt => ({
  name,
  how: { from: 'other-window', script },
  expected: 'refused',
});

const PAGE = '00000000-0000-4000-8000-000000000000';

/** Sixty at once and thirty a second may pass (ipc-host.ts), however long it takes to say all of them. */
const flood = (request: string): string =>
  `const began = performance.now();
  const answers = await Promise.allSettled(Array.from({ length: 5000 }, () => ask('${request}', null)));
  const passed = answers.filter(({ status }) => status === 'fulfilled').length;
  if (passed > 61 + (30 * (performance.now() - began)) / 1000) return passed;
  throw new Error('refused');`;

export const requestAttempts: readonly RequestAttempt[] = [
  asks('a request that does not exist', 'run-program', '{ program: "id" }'),
  asks('a request named like a property of every object', 'constructor', 'null'),
  asks('a request named __proto__', '__proto__', 'null'),
  asks('another channel by its whole name', 'kiosk:current-view', 'null'),
  asks('other keys for what is said', 'agree', 'new Uint8Array(65).fill(4)'),
  asks('other keys by the whole name of the channel', 'kiosk:agree', 'new Uint8Array(65)'),
  asks('bytes in the place of a request', 'customer-event', 'new Uint8Array(200)'),
  says(
    'bars without end',
    '{ kind: "blacken-page", pageId: "00000000-0000-4000-8000-000000000000", areas: Array.from({ length: 5000 }, () => ({ left: 0, top: 0, width: 1, height: 1 })) }',
  ),
  asks('a view with an argument', 'current-view', '{ "everything": true }'),
  asks('activity with an argument', 'activity', '"x"'),
  says('an event of no kind', '{}'),
  says('an event of an unknown kind', '{ kind: "availability", outOfOrder: null }'),
  says('an event of the machine: submitted', '{ kind: "submitted", visitId: "x", receipt: {} }'),
  says('an event of the machine: idle-expired', '{ kind: "idle-expired" }'),
  says('an event of the machine: page-scanned', '{ kind: "page-scanned", visitId: "x", page: {} }'),
  says('an event with something more in it', '{ kind: "begin", visitId: "x" }'),
  says('an event that is a text', '"begin"'),
  says('an event that is a list', '[{ kind: "begin" }]'),
  says('an event that is null', 'null'),
  says('an event that is a function', '(() => "begin").toString'),
  says('a language that there is not', '{ kind: "choose-language", language: "xx" }'),
  says('a page by a path', '{ kind: "remove-page", pageId: "../../etc/passwd" }'),
  says('a page by a number', '{ kind: "rotate-page", pageId: 1 }'),
  says('a place below zero', `{ kind: "move-page", pageId: "${PAGE}", to: -1 }`),
  says('a place that is no number', `{ kind: "move-page", pageId: "${PAGE}", to: NaN }`),
  says('a place beyond everything', `{ kind: "move-page", pageId: "${PAGE}", to: 1e308 }`),
  says(
    'a name longer than anybody has',
    '{ kind: "enter-details", details: { caseNumber: "", name: "x".repeat(201) } }',
  ),
  says(
    'a name of 20 megabytes',
    '{ kind: "enter-details", details: { caseNumber: "", name: "x".repeat(2e7) } }',
  ),
  says(
    'a name that is an object',
    '{ kind: "enter-details", details: { caseNumber: "", name: { toString: null } } }',
  ),
  says(
    'an object that contains itself',
    '(() => { const event = { kind: "begin" }; event.self = event; return event; })()',
  ),
  says(
    'an object nested a thousand times',
    '(() => { let event = { kind: "begin" }; for (let depth = 0; depth < 1000; depth += 1) event = { kind: "begin", more: event }; return event; })()',
  ),
  tooEarly(`JSON.parse('{"kind":"end","__proto__":{"admin":true}}')`),
  asks(
    'speech as an argument of the speech program',
    'speak',
    '{ text: "x", locale: "de --path=/etc", volume: 3, speed: 3 }',
  ),
  asks(
    'speech in a language by a path',
    'speak',
    '{ text: "x", locale: "../../x", volume: 3, speed: 3 }',
  ),
  asks(
    'speech of unbearable loudness',
    'speak',
    '{ text: "x", locale: "de", volume: 200, speed: 3 }',
  ),
  asks(
    'speech without end',
    'speak',
    '{ text: "x".repeat(4001), locale: "de", volume: 3, speed: 3 }',
  ),
  tooEarly(`{ kind: 'submit' }`),
  tooEarly(`{ kind: 'continue' }`),
  tooEarly(`{ kind: 'start-scan' }`),
  tooEarly(`{ kind: 'finish' }`),
  tooEarly(`{ kind: 'print-receipt' }`),
  says('something to be printed along', `{ kind: 'print-receipt', html: '<h1>mine</h1>' }`),
  says('another printer', `{ kind: 'print-receipt', printer: 'other' }`),
  asks('printing by a request of its own', 'print', '{ url: "file:///etc/passwd" }'),
  tooEarly(`{ kind: 'scan-more' }`),
  tooEarly(`{ kind: 'choose-topic', topic: 'rent' }`),
  tooEarly(`{ kind: 'change', answer: 'pages' }`),
  tooEarly(`{ kind: 'enter-details', details: { caseNumber: '', name: 'x' } }`),
  tooEarly(`{ kind: 'remove-page', pageId: '${PAGE}' }`),
  elsewhere('the view, from another window', `return await ask('current-view', null)`),
  elsewhere(
    'an event, from another window',
    `return await ask('customer-event', { kind: 'begin' })`,
  ),
  elsewhere(
    'speech, from another window',
    `return await ask('speak', { text: 'x', locale: 'de', volume: 1, speed: 1 })`,
  ),
  elsewhere('activity, from another window', `return await ask('activity', null)`),
  {
    name: 'five thousand requests at once',
    how: {
      from: 'kiosk',
      script: flood('activity'),
    },
    expected: 'refused',
  },
  {
    name: 'five thousand views at once',
    how: {
      from: 'kiosk',
      script: flood('current-view'),
    },
    expected: 'refused',
  },
];
