import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../durable-file.ts';
import { keepSecret, secretSchema } from './secret.ts';

/** `attendant`: looks, tests, closes and opens the kiosk. `technician`: also logs, restart and leaving the kiosk. */
export const attendantRoles = ['attendant', 'technician'] as const;
export type AttendantRole = (typeof attendantRoles)[number];

/** Two digits by which an attendant says who they are. */
export const attendantNumber = /^\d{2}$/;

const attendantSchema = z.strictObject({
  number: z.string().regex(attendantNumber),
  role: z.enum(attendantRoles),
  pin: secretSchema,
  /** Card of this attendant, hashed with the file's `cardSalt`; null: none. */
  card: secretSchema.nullable(),
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  cardSalt: z.base64url(),
  attendants: z.array(attendantSchema),
});

/** Somebody who may open the attendant area. No names: who has which number is on a list at the site. */
export type Attendant = z.infer<typeof attendantSchema>;
export type AttendantsFile = z.infer<typeof fileSchema>;

/** Where the attendants stand in a kiosk's folder. */
const attendantsPath = (dataFolder: string): string => join(dataFolder, 'attendants.json');

const emptyFile = (): AttendantsFile => ({
  version: 1,
  cardSalt: randomBytes(16).toString('base64url'),
  attendants: [],
});

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The attendants of a kiosk; none where nobody was added yet; null where the file cannot be understood. */
export const readAttendants = (dataFolder: string): AttendantsFile | null => {
  try {
    const parsed = fileSchema.safeParse(
      JSON.parse(readFileSync(attendantsPath(dataFolder), 'utf8')),
    );
    return parsed.success ? parsed.data : null;
  } catch (error) {
    return isMissing(error) ? emptyFile() : null;
  }
};

export const writeAttendants = (dataFolder: string, file: AttendantsFile): void =>
  writeFileDurably(attendantsPath(dataFolder), `${JSON.stringify(file, null, 2)}\n`);

/** Hashes a card's number so that all cards of a kiosk can be compared with one calculation. */
export const keepCard = (file: AttendantsFile, card: string) =>
  keepSecret(card, undefined, Buffer.from(file.cardSalt, 'base64url'));
