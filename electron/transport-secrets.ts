import { createPrivateKey } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { KioskConfig } from '../kiosk-config/index.ts';
import { failed, ok, type Result } from './domain/result.ts';
import {
  readKeptSecret,
  type KeptSecret,
  type SecretPlaces,
  type SecretProblem,
} from './kept-secret.ts';

type Transport = KioskConfig['transport'];

/** Secrets of the ways to the office by the configured name of their file; those of a demo stay in their files. */
export type TransportSecrets = ReadonlyMap<string, KeptSecret>;

/** `open-to-others`: a file that other accounts may read, on a machine without a key store to take it in. */
type TransportSecretProblem = Exclude<SecretProblem, 'no-key-store'> | 'open-to-others';

const isPrivateKey = (text: string): boolean => {
  try {
    createPrivateKey(text);
    return true;
  } catch {
    return false;
  }
};

/** What a way needs besides its configuration: the file, the credential that may stand for it, what must be in it. */
const secretOf = (transport: Transport) => {
  switch (transport.kind) {
    case 'intake':
      return { file: transport.keyFile, credential: 'einwurf-client-key', fits: isPrivateKey };
    case 'fit-connect':
      return {
        file: transport.clientSecretFile,
        credential: 'einwurf-fit-connect-secret',
        fits: (text: string) => text.trim() !== '',
      };
    case 'folder':
      return null;
  }
};

/** Whether a file belongs to this account and nobody else may read it; Windows is not looked at. */
const isOwn = async (file: string): Promise<boolean> => {
  if (process.platform === 'win32') return true;
  const about = await stat(file).catch(() => null);
  return about !== null && (about.mode & 0o077) === 0 && about.uid === process.getuid?.();
};

type Places = Pick<SecretPlaces, 'credentialsFolder' | 'store' | 'demo'>;

type Secret = NonNullable<ReturnType<typeof secretOf>>;

/** As the device key; but where there is no key store at all, a file for this account alone is good enough. */
const readOne = async (
  secret: Secret,
  places: Places,
): Promise<Result<KeptSecret, TransportSecretProblem>> => {
  const kept = await readKeptSecret({ ...places, ...secret });
  if (kept.ok) return kept;
  if (kept.problem !== 'no-key-store') return failed(kept.problem);
  const plain = await readKeptSecret({ ...places, ...secret, demo: true });
  if (!plain.ok) return failed('sealed-elsewhere');
  return (await isOwn(secret.file)) ? plain : failed('open-to-others');
};

/** The uploader reports these itself, and the kiosk goes on taking papers. */
const UPLOADER_TELLS: readonly TransportSecretProblem[] = ['missing', 'unreadable'];

/**
 * Reads the client certificates' keys and the client secrets of all ways. In use they are taken into the system's key
 * store, as the device key is; the uploader is told them and never sees the store.
 * @param path makes a configured file name absolute
 */
export const readTransportSecrets = async (
  { transport, otherTransports }: Pick<KioskConfig, 'transport' | 'otherTransports'>,
  path: (file: string) => string,
  places: Places,
): Promise<Result<TransportSecrets, TransportSecretProblem>> => {
  const secrets = new Map<string, KeptSecret>();
  if (places.demo) return ok(secrets);
  const ways = [
    { suffix: '', way: transport },
    ...otherTransports.map(({ name, transport: way }) => ({ suffix: `-${name}`, way })),
  ];
  for (const { suffix, way } of ways) {
    const secret = secretOf(way);
    if (secret === null || secrets.has(secret.file)) continue;
    const [file, credential] = [path(secret.file), `${secret.credential}${suffix}`];
    const kept = await readOne({ ...secret, file, credential }, places);
    if (kept.ok) secrets.set(secret.file, kept.value);
    else if (!UPLOADER_TELLS.includes(kept.problem)) return kept;
  }
  return ok(secrets);
};
