import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDeviceKey, type DeviceKeyPlaces } from '../../../electron/device-key.ts';
import { machineStore as machine } from '../../support/machine-store.ts';

// What Electron's safeStorage really does is seen in tests/app/key-store.test.ts; here a store of the same contract.

let folder = '';
let keyFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-device-key-'));
  keyFile = join(folder, 'device.jwk.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const newKey = (): string => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify(privateKey.export({ format: 'jwk' }));
};

const secretPart = (text: string): string => (JSON.parse(text) as { d: string }).d;

const read = async (change: Partial<DeviceKeyPlaces> = {}) => {
  const found = await readDeviceKey({
    keyFile,
    credentialsFolder: undefined,
    store: () => null,
    demo: false,
    ...change,
  });
  return found.ok
    ? { keeper: found.value.keeper, d: found.value.key.privateKey.export({ format: 'jwk' }).d }
    : found.problem;
};

/** Everything that lies in the folder, as one text. */
const onDisk = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

describe('the device key', () => {
  test('a kiosk in use without a key store is refused, and its key file stays as it was', async () => {
    const text = newKey();
    writeFileSync(keyFile, text);
    expect(await read()).toBe('no-key-store');
    expect(readFileSync(keyFile, 'utf8')).toBe(text);
  });

  test('a demo goes on with a plain file, and no key store is even asked for', async () => {
    const text = newKey();
    writeFileSync(keyFile, text);
    const store = (): never => {
      throw new Error('asked');
    };
    expect(await read({ demo: true, store })).toEqual({
      keeper: 'plain-file',
      d: secretPart(text),
    });
  });

  test('a plain file is taken into the store and is gone; the same key comes back at every later start', async () => {
    const [text, here] = [newKey(), machine()];
    writeFileSync(keyFile, text);
    const kept = { keeper: 'secret-service', d: secretPart(text) };
    expect(await read({ store: () => here })).toEqual(kept);
    expect(readdirSync(folder)).toEqual(['device.jwk.json.sealed']);
    expect(onDisk()).not.toContain(secretPart(text));
    expect(await read({ store: () => here })).toEqual(kept);
  });

  test('a disk that was carried to another machine has no key for it', async () => {
    writeFileSync(keyFile, newKey());
    const here = machine();
    await read({ store: () => here });
    const there = machine();
    expect(await read({ store: () => there })).toBe('sealed-elsewhere');
    expect(await read()).toBe('no-key-store');
  });

  test('a power cut while the plain file was erased leaves the sealed key, and the rest is erased', async () => {
    const [text, here] = [newKey(), machine()];
    writeFileSync(keyFile, text);
    await read({ store: () => here });
    writeFileSync(keyFile, Buffer.alloc(text.length));
    expect(await read({ store: () => here })).toMatchObject({ d: secretPart(text) });
    expect(readdirSync(folder)).toEqual(['device.jwk.json.sealed']);
  });

  test('a power cut before the plain file was erased: the next start does it again', async () => {
    const [text, here] = [newKey(), machine()];
    writeFileSync(keyFile, text);
    await read({ store: () => here });
    writeFileSync(keyFile, text);
    expect(await read({ store: () => here })).toMatchObject({ d: secretPart(text) });
    expect(onDisk()).not.toContain(secretPart(text));
  });

  test('a new plain file is a new key: it takes the place of the sealed one', async () => {
    const here = machine();
    writeFileSync(keyFile, newKey());
    await read({ store: () => here });
    const next = newKey();
    writeFileSync(keyFile, next);
    await read({ store: () => here });
    expect(await read({ store: () => here })).toMatchObject({ d: secretPart(next) });
  });

  test('a broken new file is reported and nothing is erased', async () => {
    const here = machine();
    writeFileSync(keyFile, newKey());
    await read({ store: () => here });
    writeFileSync(keyFile, 'not a key');
    expect(await read({ store: () => here })).toBe('unreadable');
    expect(readFileSync(keyFile, 'utf8')).toBe('not a key');
  });

  test('a damaged sealed file and a missing one are told apart', async () => {
    const here = machine();
    expect(await read({ store: () => here })).toBe('missing');
    writeFileSync(`${keyFile}.sealed`, '{');
    expect(await read({ store: () => here })).toBe('unreadable');
    expect(await read({ keyFile: null })).toBe('missing');
  });

  test.runIf(process.platform === 'linux')(
    'the service manager’s credential is taken from memory only, and comes first',
    async () => {
      const text = newKey();
      writeFileSync(keyFile, newKey());
      const inMemory = mkdtempSync('/dev/shm/einwurf-credentials-');
      try {
        writeFileSync(join(inMemory, 'einwurf-device-key'), text);
        expect(await read({ credentialsFolder: inMemory })).toEqual({
          keeper: 'service-credential',
          d: secretPart(text),
        });
      } finally {
        rmSync(inMemory, { recursive: true });
      }
      // The source tree lies on a disk on every machine; the folder of temporary files may not.
      const disk = mkdtempSync(join(import.meta.dirname, '.credentials-'));
      try {
        writeFileSync(join(disk, 'einwurf-device-key'), text);
        expect(await read({ credentialsFolder: disk })).toBe('credential-on-disk');
      } finally {
        rmSync(disk, { recursive: true });
      }
    },
  );

  test('credentials for something else are not looked at', async () => {
    const text = newKey();
    writeFileSync(keyFile, text);
    expect(await read({ credentialsFolder: folder, demo: true })).toMatchObject({
      keeper: 'plain-file',
    });
  });
});
