import type { ManifestPage } from './envelope/manifest.ts';

/** Who made the document of what, when, and how: the transfer note of substitutive scanning (TR-03138 A.NB.4). */
export interface Transfer {
  /** The kiosk; the person who scanned is the one who handed in, and is named in the sealed manifest only. */
  readonly site: string;
  readonly kiosk: string;
  /** As shown on the receipt. */
  readonly reference: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly pages: readonly ManifestPage[];
  /** Where the pages are spread over several files: which one this is. */
  readonly part?: {
    readonly number: number;
    readonly of: number;
    /** Position of its first page among all, from 1. */
    readonly firstPage: number;
    readonly pagesInAll: number;
    /** Its only page is larger than a file was to be. */
    readonly tooLarge: boolean;
  };
}

type Step = ManifestPage['steps'][number];

const german = (value: unknown): string => String(value).replace('.', ',');

const stepWords: Readonly<Record<string, (parameters: Step['parameters']) => string>> = {
  separate: ({ sheets }) => `davor ${german(sheets)} Trennblatt/Trennblätter, nicht übernommen`,
  straighten: ({ degrees }) => `um ${german(degrees)} Grad gerade gerichtet`,
  crop: ({ toPaper }) => (toPaper === true ? 'auf das Papier zugeschnitten' : 'zugeschnitten'),
  'keep-whole': () => 'auf Wunsch der einreichenden Person nicht zugeschnitten',
  blacken: ({ areas }) => `${german(areas)} Stelle(n) von der einreichenden Person geschwärzt`,
  rotate: ({ degrees }) => `um ${german(degrees)} Grad gedreht`,
  'even-out': () => 'Schatten und vergilbtes Papier ausgeglichen',
};

const findingWords: Readonly<Record<string, string>> = {
  blank: 'leer',
  blurred: 'unscharf',
  'low-contrast': 'blasse Schrift',
  'cut-off': 'abgeschnitten',
  skewed: 'schief',
  'folded-corner': 'Ecke umgeknickt',
  streak: 'Streifen',
  duplicate: 'doppelt',
  'double-feed': 'zwei Blätter zugleich',
  'upside-down': 'stand auf dem Kopf',
  'not-treated': 'unbearbeitet übernommen',
};

const pageNote = ({ number, steps, findings = [] }: ManifestPage): string => {
  const done = steps.flatMap(({ step, parameters }) => stepWords[step]?.(parameters) ?? []);
  const suspected = findings.map(({ kind }) => findingWords[kind] ?? kind);
  return [
    `Seite ${number}: ${done.length === 0 ? 'wie gescannt' : done.join(', ')}`,
    ...(suspected.length === 0 ? [] : [`vermutet: ${suspected.join(', ')}`]),
  ].join('; ');
};

const partNote = (
  { number, of, firstPage, pagesInAll, tooLarge }: NonNullable<Transfer['part']>,
  pageCount: number,
): string =>
  `Teil ${number} von ${of}: Seiten ${firstPage} bis ${firstPage + pageCount - 1} von ${pagesInAll}, in diesem Teil ` +
  `von 1 an gezählt; aufgeteilt, damit keine Datei zu groß wird.` +
  (tooLarge ? ' Die Seite dieses Teils ist allein größer als vorgesehen.' : '');

/** The note as one text for the document's metadata. It names no person and no case. */
export const transferNote = ({
  site,
  kiosk,
  reference,
  createdAt,
  pages,
  part,
}: Transfer): string =>
  [
    `Transfervermerk: Papierunterlagen, von der einreichenden Person am Selbstbedienungsgerät ${kiosk} ` +
      `(Standort ${site}) gescannt und geprüft, übertragen am ${createdAt}, Vorgang ${reference}, ` +
      `${pages.length} Seite(n). Alle Schritte mit Parametern stehen im signierten Manifest.`,
    ...(part === undefined ? [] : [partNote(part, pages.length)]),
    ...pages.map(pageNote),
  ].join('\n');
