import type { ReactNode } from 'react';

/** Own line drawings on a 24 × 24 grid, stroked with the colour of the text around them. */
const drawings = {
  back: ['M14.5 5.5 8 12l6.5 6.5'],
  forward: ['M9.5 5.5 16 12l-6.5 6.5'],
  help: [
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
    'M9.4 9.3a2.7 2.7 0 1 1 3.9 2.6c-.9.5-1.3 1-1.3 2',
    'M12 17.2v.1',
  ],
  globe: [
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
    'M3.3 9.5h17.4M3.3 14.5h17.4',
    'M12 3c-5 5.4-5 12.600 0 18 5-5.400 5-12.600 0-18Z',
  ],
  close: ['M6 6l12 12M18 6 6 18'],
  bin: [
    'M4.500 7h15',
    'M9.500 7V4.500h5V7',
    'M6.500 7l.9 12.500h9.200L17.500 7',
    'M10.300 10.500v5.500M13.700 10.500v5.500',
  ],
  turn: ['M19.500 12a7.500 7.500 0 1 1-2.300-5.400', 'M19.700 3.500v4.200h-4.200'],
  again: [
    'M4.500 12a7.500 7.500 0 0 1 13-5.100',
    'M18 3.500v4h-4',
    'M19.500 12a7.500 7.500 0 0 1-13 5.100',
    'M6 20.500v-4h4',
  ],
  earlier: ['M12 19.500v-15', 'M6 10.500l6-6 6 6'],
  later: ['M12 4.500v15', 'M6 13.500l6 6 6-6'],
  check: ['M4.500 12.500l5 5 10-11'],
  plus: ['M12 5v14M5 12h14'],
  stop: ['M6.500 6.500h11v11h-11z'],
  scan: ['M7 10V4.500h10V10', 'M4 10h16v6.500H4z', 'M7 16.500V20h10v-3.500', 'M17 13.200v.1'],
  warning: ['M12 4 2.800 19.500h18.400L12 4Z', 'M12 10v4.500M12 17v.1'],
  clock: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M12 7v5.300l3.500 2'],
  person: [
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
    'M4.500 20.500c.6-4 3.600-6 7.500-6s6.900 2 7.500 6',
  ],
  lock: ['M6 11h12v9H6z', 'M8.500 11V8a3.500 3.500 0 0 1 7 0v3', 'M12 14.500v2'],
  paper: [
    'M6.500 3.500h8l3.500 3.500v13.500H6.500z',
    'M14.500 3.500V7H18',
    'M9.500 11.500h5M9.500 15h5',
  ],
  printer: ['M7 9V4h10v5', 'M7 17H4V9h16v8h-3', 'M7 14.500h10V20H7z', 'M16.500 11.700v.1'],
  undo: ['M8.500 5 4.500 9l4 4', 'M5 9h9a5 5 0 0 1 0 10h-4'],
  minus: ['M5 12h14'],
  eye: [
    'M2.5 12C5 7.500 8.300 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.800 6.500-9.500 6.500S5 16.500 2.500 12Z',
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  ],
  speaker: [
    'M4 9.500v5h3.500l5 4V5.500l-5 4z',
    'M16 9a4.500 4.500 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11',
  ],
  curtain: ['M4 4.500h16v12H4z', 'M9 20h6M5 6l14 9M19 6 5 15'],
  zoom: [
    'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Z',
    'M15.500 15.500l5 5',
    'M10.500 7.500v6M7.500 10.500h6',
  ],
  whole: [
    'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Z',
    'M15.500 15.500l5 5',
    'M7.500 10.500h6',
  ],
  crop: ['M7 2.500v14.500h14.500', 'M2.500 7H17v14.500'],
  blacken: ['M4 5.500h16', 'M4 18.500h16', 'M4 9.500h16v5H4z', 'M4 11.200h16M4 12.900h16'],
  split: [
    'M6 3.500h12v6H6z',
    'M6 14.500h12v6H6z',
    'M3 12h2.500M8 12h2.500M13.500 12h2.500M18.500 12h2.500',
  ],
  message: ['M4 4.500h16v12h-8l-4.500 4v-4H4z', 'M8 9h8M8 12h5'],
  space: ['M4 10v5h16v-5'],
  shift: ['M12 4 5 11.500h4V19h6v-7.500h4L12 4Z'],
  backspace: ['M8.500 5.500h12v13h-12L3 12z', 'M12 9.500l5 5M17 9.500l-5 5'],
  euro: ['M18 6.500a7 7 0 1 0 0 11', 'M3.500 10.300h9.500M3.500 13.700h9.500'],
  house: ['M3.500 11.500 12 4l8.500 7.500', 'M6 9.800V20h12V9.800', 'M10 20v-5.500h4V20'],
  bank: [
    'M3.500 9.500 12 4l8.500 5.500z',
    'M6 12.500v4.500M10 12.500v4.500M14 12.500v4.500M18 12.500v4.500',
    'M3.500 20h17',
  ],
  certificate: [
    'M4 4.500h16v10.500H4z',
    'M8 8h8M8 11h5',
    'M16 17.500a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z',
    'M14.700 17.200v4l1.300-1 1.300 1v-4',
  ],
  speech: ['M4 4.500h16v11h-9l-4.500 4v-4H4z', 'M8 8.500h8M8 11.500h5'],
  health: ['M9.500 4.500h5v5h5v5h-5v5h-5v-5h-5v-5h5z'],
  arrows: ['M4 8.500h14l-3.500-3.500', 'M20 15.500H6l3.500 3.500'],
  plan: [
    'M5 4.500h14v16H5z',
    'M8 9.500l1.300 1.300 2.200-2.500M8 15l1.300 1.300 2.200-2.500',
    'M14 10h2.500M14 15.500h2.500',
  ],
  hands: [
    'M3.500 13l4-4.500h4l3 2.500',
    'M20.500 13l-4-4.500h-3l-3.500 3.300c1.300 1.300 3 1.200 4 .2l4.500 4',
    'M3.500 13l5.500 5c1.500 1.300 3 1.300 4.500 0l5-3',
  ],
  renew: [
    'M6.500 3.500h8l3.500 3.500v4',
    'M6.500 3.500v17h5',
    'M9.500 9h4M9.500 12.500h2',
    'M20.500 17.500a3.700 3.700 0 1 1-1.200-2.700',
    'M20.700 12.500v2.700h-2.700',
  ],
  dots: ['M6 12h.1M12 12h.1M18 12h.1'],
} as const satisfies Record<string, readonly string[]>;
export type IconName = keyof typeof drawings;

/** Drawings that point along the direction of reading and turn round in right-to-left languages. */
const pointing: ReadonlySet<IconName> = new Set(['back', 'forward', 'undo', 'backspace', 'plan']);

/** A drawing beside a text; never the only carrier of a meaning, so hidden from assistive technology. */
export const Icon = ({ name }: { readonly name: IconName }): ReactNode => (
  <svg
    className={pointing.has(name) ? 'icon icon-pointing' : 'icon'}
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
  >
    {drawings[name].map((path) => (
      <path key={path} d={path} />
    ))}
  </svg>
);
