import { z } from 'zod';
import { pageFindings } from '../domain/page.ts';
import { documentProblems, pageProblems } from './document-problem.ts';
import { miniatureSchema } from './quality/likeness.ts';
import { wordSchema } from './text/read-words.ts';

/**
 * What the main process and the document worker say to each other. Every request but 'start' and 'pdf-drop'
 * is answered exactly once, with the same id; both sides parse what they get.
 */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const id = z.number().int().positive();
const dpi = z.number().min(20).max(4800);
const pixels = z.number().int().positive();
const rotation = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]);

const pageImage = z.union([
  z.object({ format: z.enum(['jpeg', 'png', 'tiff']), data: bytes }),
  z.object({
    format: z.literal('raw'),
    widthPx: pixels,
    heightPx: pixels,
    channels: z.union([z.literal(1), z.literal(3)]),
    data: bytes,
  }),
]);

const documentInfo = z.object({
  createdAt: z.iso.datetime({ offset: true }),
  title: z.string().max(200),
  language: z.string().max(35).optional(),
  transferNote: z.string().max(500_000).optional(),
});

const words = z.array(wordSchema).max(20_000).readonly();
const documentPage = z.object({
  original: bytes,
  rotation,
  dpi,
  prepared: bytes.optional(),
  words: words.optional(),
});

const share = z.number().min(0).max(1);
const area = z.object({ left: share, top: share, width: share, height: share });

const grey = z.number().min(0).max(255);
const finite = z.number().min(-1e6).max(1e6);
const treatment = z.object({
  cut: z.object({ centreX: finite, centreY: finite, width: finite, height: finite, angle: finite }),
  straightenedBy: z.enum(['writing', 'paper-edge', 'none']),
  cropped: z.boolean(),
  fill: z.number().int().min(0).max(255),
});

export const requestSchema = z.discriminatedUnion('kind', [
  /** First message: where the WebAssembly image library lies. */
  z.object({ kind: z.literal('start'), sharpWasmFolder: z.string() }),
  z.object({
    kind: z.literal('ingest'),
    id,
    image: pageImage,
    dpi,
    treat: z.boolean(),
    look: z.boolean(),
  }),
  z.object({
    kind: z.literal('prepare'),
    id,
    original: bytes,
    dpi,
    treatment: treatment.nullable(),
    blackened: z.array(area).max(200),
  }),
  z.object({
    kind: z.literal('read'),
    id,
    prepared: bytes,
    rotation,
    languages: z
      .array(z.string().regex(/^\w{3,12}$/))
      .max(12)
      .readonly(),
  }),
  z.object({
    kind: z.literal('pdf-begin'),
    id,
    document: id,
    mostBytes: z.number().positive().optional(),
  }),
  z.object({ kind: z.literal('pdf-page'), id, document: id, page: documentPage }),
  z.object({ kind: z.literal('pdf-end'), id, document: id, info: documentInfo }),
  /** The document is not wanted any more; nothing is answered. */
  z.object({ kind: z.literal('pdf-drop'), document: id }),
]);
export type Request = z.infer<typeof requestSchema>;

export const answerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), id, value: z.unknown() }),
  z.object({
    kind: z.literal('problem'),
    id,
    problem: z.enum([...pageProblems, ...documentProblems]),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** The value of a finished 'ingest'. */
export const ingestedPageSchema = z.object({
  original: bytes,
  widthPx: pixels,
  heightPx: pixels,
  dpi,
  thumbnail: bytes,
  preview: bytes,
  treatment: treatment.nullable(),
  findings: z.array(z.object({ kind: z.enum(pageFindings), confidence: z.number().min(0).max(1) })),
  suggestedRotation: rotation,
  barcodes: z
    .array(
      z.object({
        format: z.enum(['qr', 'data-matrix', 'code-128', 'code-39', 'patch']),
        text: z.string(),
      }),
    )
    .readonly(),
  streaks: z.array(z.number()).readonly(),
  miniature: miniatureSchema.nullable(),
});

/** The value of 'prepare'. */
export const preparedSchema = z.object({
  prepared: bytes,
  coding: z.enum(['jpeg', 'layers', 'bitonal']),
  evening: z.object({ paper: grey, shade: grey, tint: grey, to: grey }).nullable(),
  screen: z.object({ thumbnail: bytes, preview: bytes }).nullable(),
});

/** The value of 'read': the words, null if the page could not be read. */
export const readSchema = z.object({ words: words.nullable() });

/** The value of 'pdf-begin': the bytes the file begins with. */
export const pdfBeginSchema = z.object({ bytes });

/** The value of 'pdf-page': the bytes that follow those before; null if the page needs another file. */
export const pdfPageSchema = z.object({ bytes: bytes.nullable() });

/** The value of 'pdf-end'. */
export const pdfEndSchema = z.object({ bytes, pageCount: pixels });
