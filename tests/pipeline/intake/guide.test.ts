import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIntakeConfig } from '../../../intake/intake-config.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { startIntake, type Intake } from '../../../intake/server.ts';
import { readRecipientKeys } from '../../../electron/envelope/recipient-key-folder.ts';
import { parseSigningKey } from '../../../electron/envelope/signing-key.ts';
import { expectOk } from '../../support/delivery-submission.ts';

// The administrator's guide, taken at its word: its shell lines are run as they stand.

let site = '';
let blocks: readonly string[] = [];
let intake: Intake | null = null;

const runBlock = (number: number): void => {
  const { status, stderr } = spawnSync('sh', ['-e', '-c', blocks[number] ?? 'false'], {
    env: { ...process.env, SITE: site },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
};

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'einwurf-guide-'));
  const guide = await readFile(resolve('docs/operations/intake.md'), 'utf8');
  blocks = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text);
  const json = /```json\n(.*?)```/s.exec(guide)?.[1] ?? '';
  await writeFile(join(site, 'intake.json'), json.replace('8443', '0'));
});
afterAll(async () => {
  await intake?.stop();
  await rm(site, { recursive: true, force: true });
});

/** What the intake answers the kiosk with the certificate from the guide. */
const ask = async (port: number): Promise<number> => {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'werl-1.pem', 'werl-1.key.pem'].map((name) => readFile(join(site, name))),
  );
  return new Promise((done, fail) => {
    const path = '/receipts/0b9a3a6e-4c5d-4d0e-9d7c-8f6b7a5e4d3c';
    request({ host: '127.0.0.1', port, path, ca, cert, key, agent: false }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    })
      .on('error', fail)
      .end();
  });
};

test('its keys and certificates are understood by kiosk, intake and opener, and its revocation shuts a kiosk out', async () => {
  runBlock(0);
  const { keys, refused } = await readRecipientKeys(join(site, 'recipients'));
  expect(refused).toEqual([]);
  const privateKeys = expectOk(await readPrivateKeys(join(site, 'private')));
  expect([...privateKeys.keys()]).toEqual(keys.map(({ kid }) => kid));
  expectOk(parseSigningKey(await readFile(join(site, 'werl-1.private.jwk.json'), 'utf8')));
  intake = await startIntake(expectOk(await readIntakeConfig(join(site, 'intake.json'))));
  expect(await ask(intake.port)).toBe(404);
  runBlock(1);
  await intake.reload();
  expect(await ask(intake.port)).toBe(403);
});
