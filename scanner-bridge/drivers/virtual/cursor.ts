import { z } from 'zod';

/** How far the script has come. Kept outside the host, so that a killed host's successor goes on from there. */
export const cursorSchema = z.strictObject({
  /** Index of the step, and how often it was done already. */
  step: z.int().min(0),
  done: z.int().min(0),
  /** How many pages this stack has given so far. */
  page: z.int().min(0),
  /** How many look-ups will not find the device; and under which name it is found. */
  absent: z.int().min(0),
  name: z.string(),
});

export type Cursor = z.infer<typeof cursorSchema>;

const defaultName = 'virtual';
const startCursor: Cursor = { step: 0, done: 0, page: 0, absent: 0, name: defaultName };

/** The cursor an earlier host kept, or a new one. */
export const cursorFrom = (note: unknown): Cursor => {
  const parsed = cursorSchema.safeParse(note);
  return parsed.success ? parsed.data : startCursor;
};
