import { z } from 'zod';

const seconds = (min: number, max: number) => z.number().int().min(min).max(max);
const localizedText = z
  .record(z.string(), z.string().min(1))
  .and(z.object({ de: z.string().min(1) }));
const usage = z.enum(['required', 'optional', 'hidden']);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 08:30');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date like 2026-12-24');

const isPattern = (source: string): boolean => {
  try {
    new RegExp(`^(?:${source})$`, 'u');
    return true;
  } catch {
    return false;
  }
};

/** From when to when on one day; several for a lunch break; none when closed. */
const dayHours = z.array(
  z
    .strictObject({ from: clock, to: clock })
    .refine(({ from, to }) => from < to, 'the opening must lie before the closing'),
);

const openingHours = z.strictObject({
  /** IANA time zone the times are meant in. */
  timeZone: z.string().min(1),
  /** Public holidays on which the office is closed: a German state, or none. */
  holidays: z.enum(['NW', 'none']),
  /** false until site IT has entered the real hours; while false nothing may rely on them. */
  confirmed: z.boolean(),
  week: z.strictObject({
    monday: dayHours,
    tuesday: dayHours,
    wednesday: dayHours,
    thursday: dayHours,
    friday: dayHours,
    saturday: dayHours,
    sunday: dayHours,
  }),
  /** Single days that differ, e.g. a staff meeting: closed, or other hours. */
  exceptions: z.array(z.strictObject({ date, hours: dayHours })),
});

const topic = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
  label: localizedText,
});

/** A key the kiosk may seal to. Files are given relative to the device configuration. */
const recipient = z.strictObject({
  /** Public JWK, RSA, at least 4096 bit, alg RSA-OAEP-256. */
  keyFile: z.string().min(1),
});

const https = z.url({ protocol: /^https$/, error: 'an address that begins with https://' });
const file = z.string().min(1, 'the path of a file');
/** One file, or several while an old and a new one are both in use. */
const files = z.union([file, z.array(file).min(1)], { error: 'a file, or a list of files' });
/** HTTP proxy that connections are tunnelled through (CONNECT); TLS runs from end to end all the same. */
const proxy = z
  .url({ protocol: /^http$/, error: 'an address that begins with http://' })
  .optional();

const intakeTransport = z.strictObject({
  kind: z.literal('intake'),
  url: https,
  /** Certificate of the authority that signed the intake's certificate (PEM). */
  caFile: file,
  /** This kiosk's client certificate and key (PEM). */
  certificateFile: file,
  keyFile: file,
  /** Public JWK the intake signs its receipts with. */
  receiptKeyFile: files,
  /** SHA-256 fingerprints, of which the intake's certificate must have one; not looked at where missing. */
  pinnedFingerprints: z
    .array(z.string().regex(/^([0-9A-Fa-f]{2}:?){32}$/, 'a SHA-256 fingerprint in hexadecimal'))
    .min(1)
    .optional(),
  proxy,
});

/** A folder of a share that a document system watches. The share must be there; it is not created. */
const folderTransport = z.strictObject({ kind: z.literal('folder'), folder: file });

/** FIT-Connect Submission API v2. The recipient key file must hold the destination's encryption key. */
const fitConnectTransport = z.strictObject({
  kind: z.literal('fit-connect'),
  tokenUrl: https,
  apiUrl: https,
  clientId: z.string().min(1),
  /** File that holds the client secret and nothing else. */
  clientSecretFile: file,
  destinationId: z.uuid('the UUID of the destination'),
  publicService: z.strictObject({
    identifier: z
      .string()
      .regex(/^urn:de:fim:leika:leistung:\d+$/, 'a LeiKa key, urn:de:fim:leika:leistung:…'),
    name: z.string().min(1),
  }),
  /** Schema of the data record, one that the destination announces for this service. */
  submissionSchema: z.url('the URI of a schema'),
  /** Authority of the service's own TLS certificate (PEM); those of the system where missing. */
  caFile: file.optional(),
  /** Certificates (PEM) that the destination key's own chain must lead to; needed outside of demonstrations. */
  authorityFile: file.optional(),
  /** How often to look whether the authority has taken a submission into the file, in minutes. */
  lookAgainMinutes: z.number().min(1).max(1440).default(30),
  proxy,
});

const transport = z.discriminatedUnion(
  'kind',
  [intakeTransport, folderTransport, fitConnectTransport],
  { error: 'must be "intake", "fit-connect" or "folder"' },
);

/** Another way for some topics. */
const otherTransport = z.strictObject({
  /** Written beside each submission: do not rename it while any of them waits. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
  topics: z.array(z.string()).min(1, 'at least one topic'),
  transport,
});

/** When the site's line may be used for sending. */
const upload = z.strictObject({
  when: z.enum(['at-once', 'outside-opening-hours', 'windows']),
  /** Daily windows on the site's wall clock, for `windows`; from later than to runs over midnight. */
  windows: z.array(
    z
      .strictObject({ from: clock, to: clock })
      .refine(({ from, to }) => from !== to, 'a window must have a length'),
  ),
  /** A submission older than this is sent whatever the time, in minutes. */
  atLatestAfterMinutes: z
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 60),
  /** An alarm is raised when the oldest unsent submission is older than this, in hours. */
  alarmAfterHours: z.number().min(1).max(720),
  /** Most bytes a second to use of the line; 0 for no limit. With less a submission would take hours. */
  maximumBytesPerSecond: z
    .number()
    .int()
    .refine((rate) => rate === 0 || rate >= 10_000, '0 for no limit, or 10000 and more'),
});

/**
 * Everything that can be set at a kiosk. Unknown settings are errors: a misspelt one would otherwise be
 * ignored in silence. Times in seconds, sizes in megabytes (10^6 bytes) unless the name says otherwise.
 */
export const kioskConfigSchema = z.strictObject({
  version: z.literal(1),
  site: z.strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
    name: z.string().min(1),
  }),
  kiosk: z.strictObject({
    /** Shown to technicians and written into manifests, e.g. "werl-1". */
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
    /** First two digits of every reference number; one per kiosk of a site. */
    number: z.number().int().min(0).max(99),
  }),
  /** true while demo keys or a demo scanner are in use; the screen says so. */
  demo: z.boolean(),
  languages: z
    .array(z.string().regex(/^[a-z]{2}(-[a-z0-9]+)*$/, 'a language code like "uk"'))
    .min(1),
  defaultLanguage: z.string(),
  topics: z.array(topic).min(1),
  details: z.strictObject({
    caseNumber: z.strictObject({
      use: usage,
      pattern: z.string().refine(isPattern, 'a regular expression'),
      example: z.string(),
    }),
    name: z.strictObject({ use: usage, maxLength: z.number().int().min(10).max(200) }),
  }),
  scanner: z.strictObject({
    /** What the scanner bridge's driver needs; `npm run scanners` explains. Checked when the kiosk starts. */
    driver: z.looseObject({ driver: z.string().min(1) }),
    source: z.enum(['auto', 'feeder', 'glass']),
    duplex: z.boolean(),
    mode: z.enum(['colour', 'grey', 'bitonal']),
    dpi: z.number().int().min(75).max(600),
    /**
     * Whether paper laid in starts the scan: only at a scanner that no other kiosk can use (attached to this machine),
     * at any that feels paper, or never.
     */
    startsByItself: z.enum(['own-scanner', 'always', 'never']),
    /**
     * What the screen draws and says of this device: a feeder that takes sheets from above, a feeder on top of a flat
     * scanner (multi-function devices), or a glass without a feeder.
     */
    shape: z.enum(['upright-feeder', 'feeder-on-top', 'glass']),
    /** How sheets have to lie in the feeder; `either` says nothing about it. On a glass they always face down. */
    writing: z.enum(['up', 'down', 'either']),
    /** Most pages of one submission. */
    maxPages: z.number().int().min(1).max(500),
  }),
  /** Where receipts are printed when a customer asks for it; null: nowhere. */
  receiptPrinter: z
    .strictObject({
      /** The queue's name in CUPS (`lpstat -e`). */
      name: z.string().regex(/^[^\s/#-][^\s/#]*$/, 'the name of a print queue'),
      /** Size of the paper, mm. */
      paper: z.strictObject({
        widthMm: z.number().min(50).max(300),
        heightMm: z.number().min(100).max(500),
      }),
    })
    .nullable(),
  /** Folder with the site's videos in sign language (docs/operations/sign-language.md); null: none. */
  signLanguageFolder: z.string().min(1).nullable(),
  display: z.strictObject({
    /**
     * CSS pixels per millimetre of this screen, measured with a ruler (docs/operations/installing.md), so that
     * targets and letters get their size on the glass. Guessed from the screen's pixels where left out.
     */
    pxPerMm: z.number().min(1).max(20).exactOptional(),
  }),
  idle: z.strictObject({
    warnAfter: seconds(15, 900),
    answerWithin: seconds(10, 120),
    /** How long the receipt stays when nobody touches "Done". */
    receiptFor: seconds(10, 300),
  }),
  /**
   * A sensor in front of the kiosk (docs/operations/presence.md): who walks away is missed sooner than by the missing
   * touch; null: none.
   */
  presenceSensor: z
    .strictObject({
      /** File that holds a number: a sensor's of the system, or one that the sensor's own service writes. */
      file: z.string().min(1),
      somebodyIs: z.enum(['at-least', 'at-most']),
      threshold: z.number(),
      /** Nobody there for so long, and the customer is asked whether they are still there. */
      goneAfter: seconds(2, 60),
      /** From then on so long until everything is deleted. */
      answerWithin: seconds(5, 60),
    })
    .nullable(),
  storage: z.strictObject({
    /** No new customer is let in when less than this is free on the disk. */
    reserveMegabytes: z.number().int().min(50).max(100_000),
    /** How long a delivered submission stays (sealed) before it is purged. */
    keepDeliveredHours: z
      .number()
      .min(0)
      .max(24 * 90),
    /** How long its journal and receipt stay after that, for who asks after a reference number. */
    keepProofDays: z.number().int().min(30).max(3650),
  }),
  documents: z.strictObject({
    /**
     * A document larger than this goes out as several files ("part 1 of 2"), split between pages. What the office's
     * document system or its upload limit takes.
     */
    largestFileMegabytes: z.number().min(5).max(300),
  }),
  recipient,
  /**
   * The kiosk's own signing key (private JWK, ES256). Sealed into the operating system's key store at the next start;
   * left out where the service manager hands the key over (docs/operations/key-store.md).
   */
  deviceKeyFile: z.string().min(1).exactOptional(),
  /** The usual way to the office. */
  transport,
  otherTransports: z.array(otherTransport),
  upload,
  openingHours,
  /** Whether customers find the kiosk closed outside of (confirmed) opening hours. */
  outsideOpeningHours: z.enum(['open', 'closed']),
  attendant: z.strictObject({
    /** Without a touch for so long, nobody is logged on in the attendant area any more. */
    logOutAfter: seconds(30, 900),
    /** How long the kiosk may be left before it locks itself again. */
    leaveKioskFor: seconds(60, 3600),
    /** Whether a reader that types like a keyboard is there; a card stands for the attendant's number. */
    cardReader: z.boolean(),
    /** Where sealed log exports are put. */
    exportFolder: z.string().min(1),
  }),
  watchdog: z.strictObject({
    /** Wall-clock time at which the application starts anew when nobody is there; null: never. */
    nightlyRestart: clock.nullable(),
    /** So many crashes within so many minutes, and the kiosk stays out of order until somebody looks. */
    crashes: z.number().int().min(2).max(10_000),
    withinMinutes: z.number().int().min(1).max(1440),
    /** A screen that is silent for so long is loaded again. */
    screenSilentFor: seconds(3, 120),
  }),
});

/** A kiosk's whole configuration, checked. */
export type KioskConfig = z.infer<typeof kioskConfigSchema>;
