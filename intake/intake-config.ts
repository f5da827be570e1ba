import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { failed, ok, type Result } from '../electron/domain/result.ts';
import { identifierSchema } from '../electron/envelope/part.ts';
import {
  filesAt,
  LARGEST_COPY,
  objectStoreSchema,
  sharedLockSchema,
} from './object-store/settings.ts';

const settingsSchema = z.strictObject({
  /** Names this intake in every receipt. */
  intakeId: identifierSchema,
  /** Address to listen on. */
  host: z.string().min(1).default('127.0.0.1'),
  /** TCP port; 0 lets the system choose (printed when ready). */
  port: z.int().min(0).max(65_535).default(8443),
  /** Folder that holds uploads, staging, inbox and receipts; beside an object store nothing lasting. */
  dataFolder: z.string().min(1),
  /** Where submissions are kept: below `dataFolder`, or in a bucket that several intakes share. */
  store: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('folder') }),
      objectStoreSchema.extend({ lock: sharedLockSchema }),
    ])
    .default({ kind: 'folder' }),
  tls: z.strictObject({
    certFile: z.string().min(1),
    keyFile: z.string().min(1),
    /** Authority that signs the kiosks' client certificates. */
    clientCaFile: z.string().min(1),
    /** List of revoked client certificates (CRL in PEM), where the authority issues one. */
    revocationListFile: z.string().min(1).optional(),
  }),
  /** Private ES256 key (JWK) that signs the receipts. */
  receiptKeyFile: z.string().min(1),
  /** Folder with one public device key (JWK) per kiosk, named `<kiosk id>.jwk.json`. */
  kiosksFolder: z.string().min(1),
  /** Plain HTTP for health and metrics, for the monitoring of this machine; none where missing. */
  monitoring: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535),
    })
    .optional(),
  /** Below so many free bytes the intake takes nothing new and its health fails. */
  reserveBytes: z.int().nonnegative().default(1_000_000_000),
  /** Unfinished uploads and incomplete submissions older than this are removed; the kiosk still has them. */
  keepUnfinishedDays: z.number().min(1).max(365).default(30),
  /** Largest single sealed file accepted, in bytes. */
  maximumPartBytes: z.int().positive().default(1_000_000_000),
});

const configSchema = settingsSchema.refine(
  ({ store, maximumPartBytes }) => store.kind === 'folder' || maximumPartBytes <= LARGEST_COPY,
  { path: ['maximumPartBytes'], error: `at most ${LARGEST_COPY} with an object store` },
);
export type IntakeConfig = z.infer<typeof configSchema>;

/** Checks a configuration; the problem is a text for the administrator. */
export const parseIntakeConfig = (input: unknown): Result<IntakeConfig, string> => {
  const parsed = configSchema.safeParse(input);
  return parsed.success ? ok(parsed.data) : failed(z.prettifyError(parsed.error));
};

const withAbsolutePaths = (config: IntakeConfig, base: string): IntakeConfig => ({
  ...config,
  dataFolder: resolve(base, config.dataFolder),
  store:
    config.store.kind === 'folder'
      ? config.store
      : {
          ...filesAt(base, config.store, ['credentialsFile', 'caFile']),
          lock: filesAt(base, config.store.lock, ['passwordFile', 'caFile']),
        },
  receiptKeyFile: resolve(base, config.receiptKeyFile),
  kiosksFolder: resolve(base, config.kiosksFolder),
  tls: {
    certFile: resolve(base, config.tls.certFile),
    keyFile: resolve(base, config.tls.keyFile),
    clientCaFile: resolve(base, config.tls.clientCaFile),
    ...(config.tls.revocationListFile === undefined
      ? {}
      : { revocationListFile: resolve(base, config.tls.revocationListFile) }),
  },
});

/** Reads the configuration file; paths in it are relative to its folder. */
export const readIntakeConfig = async (file: string): Promise<Result<IntakeConfig, string>> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return failed(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const config = parseIntakeConfig(json);
  if (!config.ok) return failed(`${file}:\n${config.problem}`);
  return ok(withAbsolutePaths(config.value, dirname(resolve(file))));
};
