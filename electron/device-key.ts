import { ok, type Result } from './domain/result.ts';
import { parseSigningKey, type SigningKey } from './envelope/signing-key.ts';
import {
  readKeptSecret,
  type SecretKeeper,
  type SecretPlaces,
  type SecretProblem,
} from './kept-secret.ts';

/** Where the device key may be, and what the machine offers to keep it. */
export interface DeviceKeyPlaces extends Pick<
  SecretPlaces,
  'credentialsFolder' | 'store' | 'demo'
> {
  /** The configuration's `deviceKeyFile`, absolute; null where none is set. */
  readonly keyFile: string | null;
}

/** Who keeps the device key. */
export type KeyKeeper = SecretKeeper;

export interface KeptDeviceKey {
  readonly key: SigningKey;
  readonly keeper: KeyKeeper;
}

/**
 * Reads the key this kiosk signs with: from the service manager's credential, else from the operating system's key
 * store. A plain key file is taken into the store and erased; only a demo goes on with it. `no-key-store` and
 * `credential-on-disk` are refusals: such a machine must not be started at all.
 */
export const readDeviceKey = async ({
  keyFile,
  ...places
}: DeviceKeyPlaces): Promise<Result<KeptDeviceKey, SecretProblem>> => {
  const kept = await readKeptSecret({
    ...places,
    file: keyFile,
    credential: 'einwurf-device-key',
    fits: (text) => parseSigningKey(text).ok,
  });
  if (!kept.ok) return kept;
  const key = parseSigningKey(kept.value.text);
  return key.ok
    ? ok({ key: key.value, keeper: kept.value.keeper })
    : { ok: false, problem: 'unreadable' };
};
