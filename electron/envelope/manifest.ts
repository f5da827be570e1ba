import { z } from 'zod';
import {
  digestSchema,
  identifierSchema,
  partNameSchema,
  referenceNumberSchema,
  submissionIdSchema,
  timeSchema,
} from './part.ts';
import type { StatementKind } from './statement.ts';

const stepSchema = z.object({
  /** What was done, e.g. `rotate`, `deskew`; one word of the document worker's own closed list. */
  step: z.string().min(1).max(64),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const pageSchema = z.object({
  /** Position in the document, from 1. */
  number: z.int().positive(),
  side: z.enum(['front', 'back']),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  dpi: z.number().positive(),
  /** Everything done to the page as it was scanned, in order (TR-03138 A.NB.1, A.NB.4). */
  steps: z.array(stepSchema),
  /** What the kiosk suspected of the page; the customer was asked to look and decided. Words of a closed list. */
  findings: z
    .array(z.object({ kind: z.string().min(1).max(64), confidence: z.number().min(0).max(1) }))
    .optional(),
});

const documentSchema = z.object({
  name: partNameSchema,
  mediaType: z.string(),
  plain: digestSchema,
  sealed: digestSchema,
  pages: z.array(pageSchema),
  /** Which part of one document it is, where that would have made too large a file; missing where it is whole. */
  part: z
    .object({
      number: z.int().positive(),
      of: z.int().min(2),
      /** Its only page is larger than a file was to be. */
      tooLarge: z.boolean().exactOptional(),
    })
    .exactOptional(),
});

const manifestSchema = z.object({
  version: z.literal(1),
  jobId: submissionIdSchema,
  referenceNumber: referenceNumberSchema,
  site: identifierSchema,
  kiosk: identifierSchema,
  /** Key id of the recipient that everything is sealed to. */
  recipientKid: z.string(),
  /** Moment the customer pressed "submit", ISO 8601. */
  submittedAt: timeSchema,
  language: z.string(),
  topic: z.string().nullable(),
  details: z.object({
    caseNumber: z.string(),
    name: z.string(),
    /** Who handed the papers in for the person named; missing where it was that person. */
    representative: z.string().exactOptional(),
  }),
  /** What the customer wrote to the case worker, in any language; missing where nothing was written. */
  message: z.string().exactOptional(),
  documents: z.array(documentSchema).min(1),
});

/**
 * What the case worker's side needs to know about a submission, signed by the kiosk's device key and then
 * sealed as `manifest.jwe` (`cty` JOSE), because it names a person. It binds the plain and the sealed documents.
 */
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestPage = z.infer<typeof pageSchema>;
type ManifestDocument = Manifest['documents'][number];

const EXTENSIONS: Readonly<Record<string, string>> = { 'application/pdf': 'pdf' };

/** What a document is called once it is opened: `document-1.pdf`; `document-2-of-3.pdf` where it is a part. */
export const fileNameOf = ({ name, mediaType, part }: ManifestDocument): string => {
  const of = part === undefined ? '' : `-of-${part.of}`;
  return `${name.slice(0, -'.jwe'.length)}${of}.${EXTENSIONS[mediaType] ?? 'bin'}`;
};

export const manifestKind: StatementKind<Manifest> = {
  typ: 'einwurf-manifest+jws',
  schema: manifestSchema,
};
