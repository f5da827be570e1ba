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

const ms = z.int().min(0).max(600_000);

const escl = z.strictObject({
  driver: z.literal('escl'),
  /** Address of the device, up to and with its /eSCL; without it, scanners are discovered. */
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  /** SHA-256 fingerprint of an https device's own certificate. */
  certificateSha256: z
    .string()
    .regex(/^([\da-f]{2}:?){32}$/i, 'must be a SHA-256 fingerprint of 64 hexadecimal digits')
    .optional(),
  format: z.enum(['image/jpeg', 'image/png']).default('image/jpeg'),
  /** How long (ms) to listen for announcements. */
  discoverMs: ms.default(1500),
  /** Where to ask for announcements, if not at mDNS's group. */
  discoveryTarget: z.strictObject({ address: z.string(), port: z.int() }).optional(),
  /** Without a byte for so long (ms), the device is offline. */
  idleMs: ms.default(40_000),
  /** How long (ms) to wait for a device in use by somebody else. */
  busyMs: ms.default(20_000),
  /** How long (ms) a page may be announced as 'not yet'. */
  warmUpMs: ms.default(60_000),
});

const twain = z.strictObject({
  driver: z.literal('twain'),
  /** The data source manager's library, if not in its usual place. */
  dsm: z.string().min(1).optional(),
  /** A part of the source's name; without it, the first source. */
  source: z.string().min(1).optional(),
  transfer: z.enum(['auto', 'memory', 'native', 'file']).default('auto'),
  /** A folder in memory or on encrypted disk for file transfer, which is not used without one. */
  fileFolder: z.string().min(1).optional(),
  /** Sources that refuse to work without their own window. */
  showSource: z.boolean().default(false),
  /** How long (ms) a source may take to its first page. */
  readyMs: ms.default(40_000),
});

const driverConfigSchema = z.discriminatedUnion('driver', [virtual, scanimage, escl, twain]);

/** Which driver, and all it needs to know. */
export type DriverConfig = z.infer<typeof driverConfigSchema>;
export type VirtualConfig = z.infer<typeof virtual>;
export type ScanimageConfig = z.infer<typeof scanimage>;
export type EsclConfig = z.infer<typeof escl>;
export type TwainConfig = z.infer<typeof twain>;

/** Checks the `scanner` part of a configuration; the problem names the place and what is allowed there. */
export const parseDriverConfig = (value: unknown): Parsed<DriverConfig> =>
  parseWith(driverConfigSchema, value);

/**
 * Reads the short form used on command lines:
 * `virtual`, `virtual:SCRIPT.json`, `virtual:FOLDER`, `scanimage`, `scanimage:DEVICE`, `escl`, `escl:URL`, `twain`, `twain:SOURCE`.
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
    case 'escl':
      return parseDriverConfig(rest === '' ? { driver } : { driver, url: rest });
    case 'twain':
      return parseDriverConfig(rest === '' ? { driver } : { driver, source: rest });
    default:
      return {
        ok: false,
        problem: `'${driver}' is no scanner driver; allowed are virtual, virtual:SCRIPT.json, virtual:FOLDER, scanimage, scanimage:DEVICE, escl, escl:URL, twain and twain:SOURCE`,
      };
  }
};
