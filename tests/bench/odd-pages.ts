import type { PageFinding } from '../../electron/domain/page.ts';
import {
  a3Glass,
  a4Glass,
  letter,
  scanned,
  text,
  type Paper,
  type ScanningFlaws,
} from './laid-papers.ts';

/** A page made for looking at, and what ought to be found on it. */
export interface OddPage {
  readonly name: string;
  readonly scan: () => Promise<Buffer>;
  readonly findings: readonly PageFinding[];
  /** What the page should be cropped to, mm, either way round; left out: not looked at. */
  readonly sizeMm?: readonly [number, number];
}

const DARK = '#2b2b2d';
const GREY = '#8d8f92';
const LIGHT = '#fbfbfb';

const sheet = (print: string, more: Partial<Paper> = {}): Paper => ({
  width: 210,
  height: 297,
  left: 3,
  top: 3,
  print,
  ...more,
});

const one = (
  name: string,
  paper: Paper,
  findings: readonly PageFinding[],
  background = DARK,
  flaws: ScanningFlaws = {},
): OddPage => {
  const glass = paper.height > 303 || paper.width > 216 ? a3Glass(background) : a4Glass(background);
  return {
    name,
    findings,
    scan: () => scanned(glass, [paper], flaws),
    ...(background === LIGHT ? {} : { sizeMm: [paper.width, paper.height] as const }),
  };
};

const hole = (y: number): string => `<circle cx="12" cy="${y}" r="3" fill="${DARK}"/>`;
const holes = hole(108.5) + hole(188.5);
const folds = [99, 198]
  .map((y) => `<rect y="${y}" width="210" height=".5" fill="#000" opacity=".16"/>`)
  .join('');
const dust = Array.from(
  { length: 40 },
  (_, index) =>
    `<circle cx="${(index * 47) % 205}" cy="${(index * 83) % 290}" r="${0.1 + (index % 4) * 0.08}" fill="#777"/>`,
).join('');
/** Print of the other side, seen through the paper: mirrored and pale. */
const showingThrough = (seed: number): string =>
  `<g transform="translate(210 0) scale(-1 1)" opacity=".07">${letter(seed)}</g>`;
const signature =
  '<path d="M120 240c5 -12 8 -8 7 2s6 -14 11 -6s6 4 9 -2s8 6 14 0s10 -2 17 -4" stroke="#22337f" stroke-width=".5" fill="none"/>';

const receipt = (): string =>
  [
    'Markt am Beispielplatz',
    'Musterstadt',
    '',
    'Brot           3,20',
    'Milch          1,19',
    'Äpfel 1,2 kg   2,88',
    'Kaffee         6,49',
    'Summe EUR     13,76',
    'Bar           20,00',
    'Rückgeld       6,24',
  ]
    .map((line, index) => text(6, 14 + index * 6, line, "font:3.4px 'DejaVu Sans Mono'"))
    .join('');

const card = (): string =>
  '<rect width="85.6" height="54" fill="#cfe3ee"/><rect x="4" y="14" width="22" height="28" fill="#7d8b93"/>' +
  '<circle cx="15" cy="24" r="6" fill="#e5c7ad"/>' +
  text(4, 9, 'PERSONALAUSWEIS', 'font-size:4px;font-weight:700') +
  ['MUSTERMANN', 'ERIKA', '12.08.1964', 'DEUTSCH']
    .map((line, index) => text(31, 19 + index * 7, line))
    .join('') +
  text(4, 50, 'IDD<<T220001293<<<<<<<<<<<<<<<', "font:3.2px 'DejaVu Sans Mono'");
const cardPaper = (left: number, top: number, angle: number): Paper => ({
  ...{ width: 85.6, height: 54, left, top, angle, print: card() },
});
const receiptPaper = (left: number, top: number, angle: number): Paper => ({
  ...{ width: 58, height: 90, left, top, angle, colour: '#f3f3f0', print: receipt() },
});

const several: OddPage = {
  name: 'several-items',
  findings: [],
  scan: () =>
    scanned(a4Glass(DARK), [
      cardPaper(20, 25, 4),
      receiptPaper(125, 30, -3),
      { ...cardPaper(40, 150, -2), height: 54 },
    ]),
};
/** A letter whose print runs over the left edge of the sheet. */
const overTheEdge = (seed: number): string => `<g transform="translate(-24 0)">${letter(seed)}</g>`;
const grey = (print: string, paler: number): string => `<g opacity="${paler}">${print}</g>`;
const table = (): string =>
  Array.from(
    { length: 6 },
    (_, index) =>
      `<rect x="${20 + index * 34}" y="40" width=".4" height="180" fill="#333"/>` +
      `<rect x="20" y="${40 + index * 36}" width="170" height=".4" fill="#333"/>`,
  ).join('') +
  Array.from({ length: 20 }, (_, index) =>
    text(24 + (index % 5) * 34, 56 + Math.floor(index / 5) * 36, `${index * 37},50`),
  ).join('');

/** Pages of all kinds that come to a counter. Nothing in the kiosk was set by them. */
export const oddPages: readonly OddPage[] = [
  one('till-receipt', { ...receiptPaper(60, 40, 6), angle: 6 }, []),
  one('till-receipt-long', { ...receiptPaper(50, 20, -2), height: 240 }, []),
  one('id-card', cardPaper(70, 90, -8), []),
  one('id-card-grey', cardPaper(30, 200, 2), [], GREY),
  several,
  one('a3', { ...sheet(letter(301, 290, 50)), width: 297, height: 420 }, []),
  one(
    'a5',
    { ...sheet(letter(302, 148, 22)), width: 148, height: 210, left: 20, top: 40, angle: 3 },
    [],
  ),
  one('dark-background', sheet(letter(303), { angle: 1.2 }), []),
  one('grey-background', sheet(letter(304), { angle: -0.8 }), [], GREY),
  one('light-background', sheet(letter(305), { angle: 1.6 }), [], LIGHT),
  one('folded-corner', sheet(letter(306), { folded: 18 }), ['folded-corner']),
  one('folded-corner-small', sheet(letter(307), { folded: 11, angle: 0.7 }), ['folded-corner']),
  one('folded-corner-grey', sheet(letter(308), { folded: 25 }), ['folded-corner'], GREY),
  one('holes', sheet(holes + letter(309)), []),
  one('bleed-through', sheet(showingThrough(310) + letter(311)), []),
  one('table', sheet(table()), []),
  one('streak', sheet(letter(312)), [], DARK, { streaks: [101] }),
  one('blank-holes', sheet(holes), ['blank']),
  one('blank-bleed', sheet(showingThrough(313), { angle: 1 }), ['blank']),
  one('blank-folds-dust', sheet(folds + dust), ['blank']),
  one('blank-grey', sheet('', { angle: -1.5, colour: '#e4ddca' }), ['blank'], GREY),
  one('blank-light', sheet(dust), ['blank'], LIGHT),
  one('near-signature', sheet(signature, { angle: 0.6 }), []),
  one('near-number', sheet(text(102, 285, '2')), []),
  one('near-cross', sheet(holes + text(100, 120, 'X')), []),
  one('near-pale', sheet(grey(text(30, 80, 'erhalten am 3.11.'), 0.35)), []),
  one('near-bleed-number', sheet(showingThrough(314) + text(98, 286, '- 4 -')), []),
  one('blurred-5', sheet(letter(315)), ['blurred'], DARK, { blur: 5 }),
  one('blurred-7', sheet(letter(316), { angle: 2 }), ['blurred'], DARK, { blur: 7 }),
  one('blurred-table', sheet(table()), ['blurred'], DARK, { blur: 6 }),
  one('slightly-soft', sheet(letter(317)), [], DARK, { blur: 1.5 }),
  one('pale-12', sheet(grey(letter(318), 0.12)), ['low-contrast']),
  one('pale-17', sheet(grey(letter(319), 0.17)), ['low-contrast']),
  one('pale-50', sheet(grey(letter(320), 0.5)), []),
  one('cut-off', sheet(overTheEdge(321)), ['cut-off']),
  one('cut-off-crooked', sheet(overTheEdge(322), { angle: 0.8 }), ['cut-off']),
  one('double-feed', { ...sheet(letter(323)), height: 400 }, ['double-feed']),
  one('upside-down', sheet(letter(324)), ['upside-down'], DARK, { turned: 180 }),
  one('upside-down-grey', sheet(letter(325), { angle: 2 }), ['upside-down'], GREY, { turned: 180 }),
];

/** Two pages of one stack, and what is to be said of the second when it is compared with the first. */
export interface OddPair {
  readonly name: string;
  readonly scans: () => Promise<readonly [Buffer, Buffer]>;
  readonly finding: 'duplicate' | 'streak' | null;
}

const pair = (
  name: string,
  finding: OddPair['finding'],
  first: readonly [Paper, ScanningFlaws?],
  second: readonly [Paper, ScanningFlaws?],
): OddPair => ({
  name,
  finding,
  scans: async () => [
    await scanned(a4Glass(DARK), [first[0]], first[1]),
    await scanned(a4Glass(DARK), [second[0]], second[1]),
  ],
});

/** A form of which only the numbers filled in differ. */
const filledIn = (amount: string): string =>
  table() + text(24, 240, 'Betrag') + text(60, 240, amount, 'font-size:5px');

export const oddPairs: readonly OddPair[] = [
  pair(
    'same letter twice',
    'duplicate',
    [sheet(letter(331))],
    [sheet(letter(331), { angle: 1.3 })],
  ),
  pair(
    'same form twice',
    'duplicate',
    [sheet(filledIn('417,20'))],
    [sheet(filledIn('417,20'), { angle: -0.7 })],
  ),
  pair('two letters', null, [sheet(letter(332))], [sheet(letter(333))]),
  pair('form with other numbers', null, [sheet(filledIn('417,20'))], [sheet(filledIn('582,90'))]),
  pair('two empty sheets', null, [sheet('')], [sheet(holes)]),
  pair(
    'dirty glass, letters',
    'streak',
    [sheet(letter(334)), { streaks: [81] }],
    [sheet(letter(335)), { streaks: [81] }],
  ),
  pair(
    'dirty glass, letter and form',
    'streak',
    [sheet(letter(336)), { streaks: [150] }],
    [sheet(table()), { streaks: [150] }],
  ),
  pair(
    'the same table lines',
    null,
    [sheet(table())],
    [sheet(table() + text(30, 270, 'Anlage 2'))],
  ),
];
