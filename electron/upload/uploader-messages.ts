import { z } from 'zod';
import { kioskConfigSchema } from '../../kiosk-config/schema.ts';
import { isReferenceNumber } from '../domain/reference-number.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { standingStates } from '../domain/standing.ts';
import { laterReasons } from './transport.ts';

const file = z.string().min(1);
/** HTTP proxy that connections are tunnelled through. */
const proxy = z.url({ protocol: /^http$/ }).optional();

const intakeSchema = z.object({
  kind: z.literal('intake'),
  /** Base address, https. */
  url: z.url({ protocol: /^https$/ }),
  /** PEM files: authority of the intake's certificate; this kiosk's certificate and private key. */
  caFile: file,
  certFile: file,
  keyFile: file,
  /** The private key itself (PEM), where a key store keeps it and there is no such file any more. */
  key: z.string().min(1).optional(),
  /** JWK files of the intake's public receipt keys (several during a roll-over). */
  receiptKeyFiles: z.array(file).min(1),
  chunkBytes: z.int().min(1024).optional(),
  /** Silence on the line longer than this ends an attempt, in milliseconds. */
  idleMs: z.number().positive().optional(),
  /** SHA-256 fingerprints of which the intake's certificate must have one. */
  pinnedFingerprints: z.array(z.string().regex(/^([0-9A-Fa-f]{2}:?){32}$/)).optional(),
  proxy,
});

/** A share that a document system watches. */
const folderSchema = z.object({ kind: z.literal('folder'), folder: file });

/** FIT-Connect Submission API v2. */
const fitConnectSchema = z.object({
  kind: z.literal('fit-connect'),
  tokenUrl: z.url({ protocol: /^https$/ }),
  apiUrl: z.url({ protocol: /^https$/ }),
  clientId: z.string().min(1),
  /** File that holds the client secret. */
  clientSecretFile: file,
  /** The secret itself, where a key store keeps it. */
  clientSecret: z.string().min(1).optional(),
  destinationId: z.uuid(),
  publicService: z.object({
    identifier: z.string().regex(/^urn:de:fim:leika:leistung:\d+$/),
    name: z.string().min(1),
  }),
  /** Schema of the data record that the destination must offer. */
  submissionSchema: z.string().min(1).optional(),
  /** PEM file with the authorities that the destination key's chain must lead to. */
  authorityFile: file.optional(),
  /** PEM file with the authority of the service's TLS certificate; the system's own where missing. */
  caFile: file.optional(),
  lookAgainMinutes: z.number().min(1).default(30),
  proxy,
});

const transportSchema = z.discriminatedUnion('kind', [
  intakeSchema,
  folderSchema,
  fitConnectSchema,
]);

const settingsSchema = z.object({
  spoolFolder: file,
  /** How long a delivered submission keeps its sealed files, in milliseconds. */
  graceMs: z.number().nonnegative(),
  /** How long its journal and receipt stay after that, in milliseconds; for ever where missing. */
  keepProofMs: z.number().nonnegative().optional(),
  /** For submissions that name no transport. */
  transport: transportSchema,
  others: z.array(z.object({ name: z.string().min(1), transport: transportSchema })).optional(),
  /** Folder of the recipient's public keys; what is sealed to one that is revoked there is not sent. */
  recipientsFolder: file.optional(),
  /** When to send; at once where missing. */
  schedule: z
    .object({
      upload: kioskConfigSchema.shape.upload,
      openingHours: kioskConfigSchema.shape.openingHours,
    })
    .optional(),
});

const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), settings: settingsSchema }),
  /** A submission was accepted, or the line may be back: look now. */
  z.object({ kind: z.literal('wake') }),
  /** Where does the submission with this number stand? Answered by a `standing` report. */
  z.object({
    kind: z.literal('look-up'),
    requestId: z.string().max(100),
    referenceNumber: z.string().refine(isReferenceNumber),
  }),
  /** Are you there? Answered by `pong` at once. */
  z.object({ kind: z.literal('ping') }),
  /** Finish what can be finished at once and end; nothing is lost either way. */
  z.object({ kind: z.literal('stop') }),
]);

/** Everything the uploader is told by its parent, which opens the key store for it; a demo's secrets stay in files. */
export type UploaderCommand = z.infer<typeof commandSchema>;
export type UploaderSettings = z.infer<typeof settingsSchema>;

const uploaderEvents = [
  'started',
  'delivered',
  'attempt-failed',
  'held',
  'damaged',
  'purged',
  'forgotten',
  /** The oldest unsent submission is older than allowed; `count` is its age in hours. */
  'oldest-too-old',
  'storage-failed',
  'settings-refused',
  'another-uploader',
  'stopped',
] as const;

const statusSchema = z.object({
  waiting: z.int(),
  held: z.int(),
  corrupt: z.int(),
  delivered: z.int(),
  /** Milliseconds since 1970; null where nothing waits. */
  oldestWaitingAt: z.number().nullable(),
  /** When something is sent next: schedule and pauses after failures considered. */
  nextAttemptAt: z.number().nullable(),
  lastDeliveredAt: z.number().nullable(),
  /** Why the last attempt failed; null after a success. */
  lastProblem: z.enum(laterReasons).nullable(),
});
/** The queue in numbers and words of closed lists; for the attendant and for site IT. */
export type UploaderStatus = z.infer<typeof statusSchema>;

const reportSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('standing'),
    requestId: z.string(),
    state: z.enum(standingStates),
    at: z.string().nullable(),
    sendsAt: z.string().nullable(),
  }),
  z.object({ kind: z.literal('status'), status: statusSchema }),
  z.object({ kind: z.literal('pong') }),
  z.object({
    kind: z.literal('event'),
    event: z.enum(uploaderEvents),
    /** A word of a closed list: LaterReason, Damage, or the name of the setting that is wrong. */
    detail: z.string().max(200).optional(),
    count: z.int().optional(),
  }),
]);
export type UploaderReport = z.infer<typeof reportSchema>;

/** Parses what the parent sent. */
export const parseUploaderCommand = (message: unknown): Result<UploaderCommand, string> => {
  const parsed = commandSchema.safeParse(message);
  return parsed.success ? ok(parsed.data) : failed(z.prettifyError(parsed.error).slice(0, 200));
};

/** Parses what the uploader reported; null for anything else (ignore it). */
export const parseUploaderReport = (message: unknown): UploaderReport | null => {
  const parsed = reportSchema.safeParse(message);
  return parsed.success ? parsed.data : null;
};
