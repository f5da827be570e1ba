import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SecretStore } from '../../../electron/domain/secret-store.ts';
import { readTransportSecrets } from '../../../electron/transport-secrets.ts';
import type { KioskConfig } from '../../../kiosk-config/index.ts';
import { machineStore } from '../../support/machine-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const clientKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

const intake = (keyFile: string): KioskConfig['transport'] => ({
  kind: 'intake',
  url: 'https://intake.example/',
  caFile: 'ca.pem',
  certificateFile: 'client.pem',
  keyFile,
  receiptKeyFile: 'receipt.jwk.json',
});
const fitConnect = {
  kind: 'fit-connect',
  clientSecretFile: 'secret.txt',
} as KioskConfig['transport'];

const ways = {
  transport: intake('client.key.pem'),
  otherTransports: [{ name: 'authority', topics: ['rent'], transport: fitConnect }],
};

interface Machine {
  readonly store?: SecretStore | null;
  readonly demo?: boolean;
  readonly credentialsFolder?: string;
}

const read = async ({ store = null, demo = false, credentialsFolder }: Machine = {}) => {
  const found = await readTransportSecrets(ways, at, {
    store: () => store,
    demo,
    credentialsFolder,
  });
  return found.ok ? Object.fromEntries(found.value) : found.problem;
};

const put = (name: string, text: string, mode = 0o600): void => {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
};

describe('the secrets of the ways to the office', () => {
  test('go into the key store, and come back from there at every later start', async () => {
    const [here, key] = [machineStore(), clientKey()];
    put('client.key.pem', key);
    put('secret.txt', 'only the authority knows\n');
    const kept = {
      'client.key.pem': { text: key, keeper: 'secret-service' },
      'secret.txt': { text: 'only the authority knows\n', keeper: 'secret-service' },
    };
    expect(await read({ store: here })).toEqual(kept);
    expect(readdirSync(folder).sort()).toEqual(['client.key.pem.sealed', 'secret.txt.sealed']);
    for (const name of readdirSync(folder))
      expect(readFileSync(at(name), 'utf8')).not.toContain('authority knows');
    expect(await read({ store: here })).toEqual(kept);
  });

  test('a new key file beside a new certificate takes the place of the sealed one', async () => {
    const here = machineStore();
    put('client.key.pem', clientKey());
    await read({ store: here });
    const next = clientKey();
    put('client.key.pem', next);
    expect(await read({ store: here })).toMatchObject({ 'client.key.pem': { text: next } });
    expect(existsSync(at('client.key.pem'))).toBe(false);
  });

  test('a demo leaves them in their files', async () => {
    put('client.key.pem', clientKey(), 0o644);
    const store = machineStore();
    expect(await read({ demo: true, store })).toEqual({});
    expect(readdirSync(folder)).toEqual(['client.key.pem']);
  });

  test.skipIf(process.platform === 'win32')(
    'without a key store a file for this account alone is good enough, one that others may read is refused',
    async () => {
      const key = clientKey();
      put('client.key.pem', key);
      expect(await read()).toEqual({ 'client.key.pem': { text: key, keeper: 'plain-file' } });
      expect(readFileSync(at('client.key.pem'), 'utf8')).toBe(key);
      chmodSync(at('client.key.pem'), 0o640);
      expect(await read()).toBe('open-to-others');
      expect(readFileSync(at('client.key.pem'), 'utf8')).toBe(key);
    },
  );

  test('a disk that was carried to another machine opens none of them', async () => {
    put('client.key.pem', clientKey());
    await read({ store: machineStore() });
    expect(await read({ store: machineStore() })).toBe('sealed-elsewhere');
    expect(await read()).toBe('sealed-elsewhere');
  });

  test('what is missing or no key is left to the uploader to report, and not erased', async () => {
    expect(await read({ store: machineStore() })).toEqual({});
    put('client.key.pem', 'not a key');
    expect(await read({ store: machineStore() })).toEqual({});
    expect(readFileSync(at('client.key.pem'), 'utf8')).toBe('not a key');
  });

  test.runIf(process.platform === 'linux')(
    'the service manager may hand them over, each way under its name',
    async () => {
      const inMemory = mkdtempSync('/dev/shm/einwurf-credentials-');
      try {
        const key = clientKey();
        writeFileSync(join(inMemory, 'einwurf-client-key'), key);
        writeFileSync(join(inMemory, 'einwurf-fit-connect-secret-authority'), 'handed over');
        expect(await read({ credentialsFolder: inMemory })).toEqual({
          'client.key.pem': { text: key, keeper: 'service-credential' },
          'secret.txt': { text: 'handed over', keeper: 'service-credential' },
        });
      } finally {
        rmSync(inMemory, { recursive: true });
      }
    },
  );
});
