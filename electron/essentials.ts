import { join } from 'node:path';
import { configPath, loadConfig, type KioskConfig } from '../kiosk-config/index.ts';
import { readDeviceKey, type KeptDeviceKey } from './device-key.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import { failed, ok, type Result } from './domain/result.ts';
import type { KioskSurroundings } from './surroundings.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { readTransportSecrets, type TransportSecrets } from './transport-secrets.ts';
import { spoolFolderIn } from './uploader-process.ts';

/** Why there is no kiosk. Without a place to keep its key a kiosk in use must not even show a screen. */
export type StartProblem = OutOfOrderReason | 'no-key-store' | 'credential-on-disk';

/** What must be readable before the kiosk can take papers at all. */
interface Essentials {
  readonly config: KioskConfig;
  readonly deviceKey: KeptDeviceKey;
  readonly transportSecrets: TransportSecrets;
  readonly spool: Spool;
}

/** Reads configuration and device key, and opens the spool. */
export const readEssentials = async ({
  places,
  log,
  clock,
  checkpoint,
  secretStore,
  credentialsFolder,
}: KioskSurroundings): Promise<Result<Essentials, StartProblem>> => {
  const device = {
    deviceFile: join(places.dataFolder, 'device.json'),
    sitesFolder: places.sitesFolder,
  };
  const loaded = loadConfig(device);
  if (!loaded.ok) {
    log('configuration-refused', { faults: loaded.faults.length });
    return failed('configuration');
  }
  const { config } = loaded;
  const { deviceKeyFile, demo } = config;
  const file = (path: string): string => configPath(device, path);
  const keeping = { credentialsFolder, store: secretStore, demo };
  const deviceKey = await readDeviceKey({
    ...keeping,
    keyFile: deviceKeyFile === undefined ? null : file(deviceKeyFile),
  });
  if (!deviceKey.ok) {
    const { problem } = deviceKey;
    log('device-key-refused', { problem });
    const refused = problem === 'no-key-store' || problem === 'credential-on-disk';
    return failed(refused ? problem : 'configuration');
  }
  log('device-key-read', { keeper: deviceKey.value.keeper });
  const secrets = await readTransportSecrets(config, file, keeping);
  if (!secrets.ok) {
    log('transport-secret-refused', { problem: secrets.problem });
    return failed('configuration');
  }
  const spool = await openSpool({
    folder: spoolFolderIn(places.dataFolder),
    reserveBytes: config.storage.reserveMegabytes * 1e6,
    now: () => clock.now(),
    checkpoint,
  });
  if (!spool.ok) return spool;
  return ok({
    config,
    deviceKey: deviceKey.value,
    transportSecrets: secrets.value,
    spool: spool.value,
  });
};
