import { z } from 'zod';
import { partNameSchema, announcementName, sha512Schema } from '../../electron/envelope/part.ts';

// The layout of the bucket. Objects below `submissions/` are written once and never again; every other one is small.
//
//   uploads/<random>                  under way (tus), with .info and .part
//   submissions/<job>/<random>/<name> sealed parts, copied from uploads
//   held/<job>/<name>                 a part that was checked: its StoredObject
//   inbox/<job>                       a complete submission that waits to be collected: its KeptSubmission
//   archive/<job>, refused/<job>      the same, after it was filed or refused
//   receipts/<job>.jws                R1       confirmations/<job>.jws   R2
//   references/<number>/<job>         which submission a reference number belongs to

const keptPartSchema = z.object({
  name: z.union([z.literal(announcementName), partNameSchema]),
  sha512: sha512Schema,
  /** The object that holds it. */
  key: z.string().startsWith('submissions/'),
});
export type KeptPart = z.infer<typeof keptPartSchema>;

const keptSubmissionSchema = z.object({ parts: z.array(keptPartSchema).min(1).readonly() });
export type KeptSubmission = z.infer<typeof keptSubmissionSchema>;

const parsed = <Value>(schema: z.ZodType<Value>, key: string, text: string): Value => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error(`the object ${key} was not written by an intake`);
  }
};

/** Reads the note about a checked part. */
export const parseKeptPart = (key: string, text: string): KeptPart =>
  parsed(keptPartSchema, key, text);

/** Reads the note about a complete submission. */
export const parseKeptSubmission = (key: string, text: string): KeptSubmission =>
  parsed(keptSubmissionSchema, key, text);
