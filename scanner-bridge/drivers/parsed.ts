import type { z } from 'zod';

/** Something read from outside: good, or a sentence saying what is wrong and what is allowed. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

const place = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '' : `${path.map(String).join('.')}: `;

/** Checks a value against a schema; all faults in one sentence each, joined by '; '. */
export const parseWith = <Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> => {
  const result = schema.safeParse(value);
  return result.success
    ? { ok: true, value: result.data }
    : {
        ok: false,
        problem: result.error.issues
          .map(({ path, message }) => `${place(path)}${message}`)
          .join('; '),
      };
};
