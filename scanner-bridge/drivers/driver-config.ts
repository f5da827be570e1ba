import { z } from 'zod';

import { parseWith, type Parsed } from './parsed.ts';
import { virtualScriptSchema } from './virtual/script.ts';

const virtual = z.strictObject({
  driver: z.literal('virtual'),
  /** Page image files and folders (JPEG, PNG): one stack per scan. Without any, pages are generated. */
  pages: z.array(z.string().min(1)).min(1).optional(),
  /** A script, or the path of its JSON file; page files in it are relative to that file. */
  script: z.union([z.string().min(1), virtualScriptSchema]).optional(),
  /** How long one side takes to feed (ms). */
  pageMs: z.int().min(0).max(600_000).default(700),
  /** What resolution page files have that do not say. */
  dpi: z.int().min(50).max(1200).default(300),
  sources: z
    .array(z.enum(['feeder', 'glass']))
    .min(1)
    .default(['feeder']),
  duplex: z.boolean().default(true),
  sensesPaper: z.boolean().default(false),
  /** Size of generated pages. */
  paper: z
    .strictObject({ widthMm: z.number().min(1).max(500), heightMm: z.number().min(1).max(1000) })
    .default({ widthMm: 210, heightMm: 297 }),
  /** How many generated pages lie in a stack when there is neither a script nor page files. */
  stack: z.int().min(0).max(10_000).default(3),
});

// Names go into an argument as they stand; a leading dash would make them another option.
const optionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/i, 'must be an option name of scanimage -A');

const scanimage = z.strictObject({
  driver: z.literal('scanimage'),
  /** A SANE device name; without it, the first scanner found. */
  device: z
    .string()
    .regex(/^[^\s-][^\s]*$/, 'must be a device name as `scanimage -L` prints it')
    .optional(),
  /** Further options of the device, as `scanimage -A` names them. */
  options: z.record(optionName, z.string()).default({}),
  /** The program, where it is not on the path. */
  program: z.string().min(1).default('scanimage'),
  /** Where paper lies on a device that does not say. */
  withoutSource: z.enum(['feeder', 'glass']).default('glass'),
  /** The resolution of a device that does not say. */
  unknownDpi: z.int().min(50).max(1200).default(300),
  /** SANE_CONFIG_DIR for the program. */
  configDir: z.string().min(1).optional(),
});

const driverConfigSchema = z.discriminatedUnion('driver', [virtual, scanimage]);

/** Which driver, and all it needs to know. */
export type DriverConfig = z.infer<typeof driverConfigSchema>;
export type VirtualConfig = z.infer<typeof virtual>;
export type ScanimageConfig = z.infer<typeof scanimage>;

/** Checks the `scanner` part of a configuration; the problem names the place and what is allowed there. */
export const parseDriverConfig = (value: unknown): Parsed<DriverConfig> =>
  parseWith(driverConfigSchema, value);

/**
 * Reads the short form used on command lines:
 * `virtual`, `virtual:SCRIPT.json`, `virtual:FOLDER`, `scanimage`, `scanimage:DEVICE`.
 */
export const parseScannerSpec = (spec: string): Parsed<DriverConfig> => {
  const colon = spec.indexOf(':');
  const driver = colon < 0 ? spec : spec.slice(0, colon);
  const rest = colon < 0 ? '' : spec.slice(colon + 1);
  switch (driver) {
    case 'virtual':
      return parseDriverConfig(
        rest === ''
          ? { driver }
          : rest.endsWith('.json')
            ? { driver, script: rest }
            : { driver, pages: [rest] },
      );
    case 'scanimage':
      return parseDriverConfig(rest === '' ? { driver } : { driver, device: rest });
    default:
      return {
        ok: false,
        problem: `'${driver}' is no scanner driver; allowed are virtual, virtual:SCRIPT.json, virtual:FOLDER, scanimage and scanimage:DEVICE`,
      };
  }
};
