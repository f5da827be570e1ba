import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseIntakeConfig, readIntakeConfig } from '../../../intake/intake-config.ts';
import { readCredentials, readLockPassword } from '../../../intake/object-store/settings.ts';
import { expectOk } from '../../support/delivery-submission.ts';

const config = (store: object, more: object = {}) => ({
  intakeId: 'werl-intake',
  dataFolder: 'data',
  tls: { certFile: 'a', keyFile: 'b', clientCaFile: 'c' },
  receiptKeyFile: 'd',
  kiosksFolder: 'e',
  store,
  ...more,
});
const bucket = {
  kind: 's3',
  endpoint: 'https://objects.example',
  bucket: 'einwurf',
  lock: { url: 'rediss://lock.example:6379' },
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the settings of an object store', () => {
  test('a bucket needs a lock server; without either the folder is taken', () => {
    expect(parseIntakeConfig(config(bucket)).ok).toBe(true);
    expect(parseIntakeConfig(config({ ...bucket, lock: undefined })).ok).toBe(false);
    const plain = { ...config({}), store: undefined };
    expect(expectOk(parseIntakeConfig(plain)).store).toEqual({ kind: 'folder' });
  });

  test.each([
    ['an unencrypted store', { ...bucket, endpoint: 'http://objects.example' }],
    ['an unencrypted lock server', { ...bucket, lock: { url: 'redis://lock.example' } }],
    ['a password in an address', { ...bucket, lock: { url: 'rediss://:secret@lock.example' } }],
    ['a secret in the configuration', { ...bucket, secretAccessKey: 'x' }],
    ['parts smaller than any store takes', { ...bucket, partBytes: 1024 }],
  ])('%s is refused', (_what, store) => {
    expect(parseIntakeConfig(config(store)).ok).toBe(false);
  });

  test('the configuration in the administrator’s guide is understood', async () => {
    const guide = await readFile('docs/operations/several-intakes.md', 'utf8');
    const text = /```json\n(.*?)```/s.exec(guide)?.[1] ?? '';
    expect(expectOk(parseIntakeConfig(JSON.parse(text))).store.kind).toBe('s3');
  });

  test('an unencrypted store on this very machine is allowed', () => {
    const local = { ...bucket, endpoint: 'http://127.0.0.1:9000' };
    expect(parseIntakeConfig(config(local)).ok).toBe(true);
  });

  test('files larger than one request copies are refused', () => {
    expect(parseIntakeConfig(config(bucket, { maximumPartBytes: 6e9 })).ok).toBe(false);
  });

  test('the named files are looked for beside the configuration', async () => {
    const file = join(folder, 'intake.json');
    const lock = { ...bucket.lock, passwordFile: 'lock.txt' };
    await writeFile(file, JSON.stringify(config({ ...bucket, credentialsFile: 's3.json', lock })));
    expect(expectOk(await readIntakeConfig(file)).store).toMatchObject({
      credentialsFile: join(folder, 's3.json'),
      lock: { passwordFile: join(folder, 'lock.txt') },
    });
  });
});

describe('the credentials', () => {
  test('come from the named file', async () => {
    const file = join(folder, 'credentials.json');
    await writeFile(file, '{"accessKeyId":"a","secretAccessKey":"b"}');
    expect(await readCredentials(file, {})).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
    const password = join(folder, 'password');
    await writeFile(password, 'word\n');
    expect(await readLockPassword(password, {})).toBe('word');
  });

  test('or from the environment', async () => {
    const environment = {
      EINWURF_S3_ACCESS_KEY_ID: 'a',
      EINWURF_S3_SECRET_ACCESS_KEY: 'b',
      EINWURF_LOCK_PASSWORD: 'c',
    };
    expect(await readCredentials(undefined, environment)).toEqual({
      accessKeyId: 'a',
      secretAccessKey: 'b',
    });
    expect(await readLockPassword(undefined, environment)).toBe('c');
  });

  test('are asked for by name where they are missing, and a broken file does not show its content', async () => {
    await expect(readCredentials(undefined, {})).rejects.toThrow('EINWURF_S3_ACCESS_KEY_ID');
    const file = join(folder, 'broken.json');
    await writeFile(file, '{"accessKeyId":"very-secret"');
    await expect(readCredentials(file, {})).rejects.toThrow(/broken\.json: not JSON/);
    await expect(readCredentials(file, {})).rejects.not.toThrow('very-secret');
  });
});
