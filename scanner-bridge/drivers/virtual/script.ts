import { z } from 'zod';

import { parseWith, type Parsed } from '../parsed.ts';

const times = z.int().min(1).max(10_000).default(1);
const ms = z.int().min(0).max(3_600_000);
const pixels = z.int().min(1).max(20_000);

/** Faults that end a scan; the following `times` - 1 scans end so too, then it counts as cured. */
const fault = z.strictObject({
  do: z.enum(['jam', 'double-feed', 'cover-open', 'nothing-loaded', 'busy', 'offline']),
  times,
});

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('page'), file: z.string().min(1), ms: ms.optional() }),
  z.strictObject({
    do: z.literal('pages'),
    files: z.array(z.string().min(1)).min(1),
    ms: ms.optional(),
  }),
  z.strictObject({ do: z.literal('generated'), count: times, ms: ms.optional() }),
  z.strictObject({ do: z.literal('pause'), ms }),
  fault,
  z.strictObject({ do: z.literal('unplug'), times, returnsAs: z.string().min(1).optional() }),
  z.strictObject({ do: z.literal('wrong-size'), widthPx: pixels, heightPx: pixels }),
  z.strictObject({ do: z.literal('duplicate'), times }),
  z.strictObject({ do: z.literal('never-ending'), file: z.string().min(1).optional() }),
  z.strictObject({ do: z.literal('corrupt'), file: z.string().min(1).optional() }),
  z.strictObject({ do: z.literal('hang') }),
  z.strictObject({ do: z.literal('crash') }),
  z.strictObject({ do: z.literal('end') }),
]);

/** What the virtual scanner does, in order. Scans end at 'end', at a fault, and after the last step. */
export const virtualScriptSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().optional(),
  steps: z.array(step).min(1).max(10_000),
  /** After the last step: start again with the first, or have no more paper. */
  afterwards: z.enum(['repeat', 'nothing-loaded']).default('repeat'),
});

export type VirtualScript = z.infer<typeof virtualScriptSchema>;
export type ScriptStep = VirtualScript['steps'][number];

/** Reads a script from its JSON text; the problem names the place and what is allowed there. */
export const parseVirtualScript = (text: string): Parsed<VirtualScript> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      problem: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
  return parseWith(virtualScriptSchema, value);
};
