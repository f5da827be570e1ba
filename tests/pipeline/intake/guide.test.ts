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
import { openSpool } from '../../../electron/spool/spool.ts';
import { parseSigningKey } from '../../../electron/envelope/signing-key.ts';
import { startTestUploader } from '../../support/delivery-site.ts';
import { acceptDocument, expectOk } from '../../support/delivery-submission.ts';

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
  const [intakeJson = '', watchJson = ''] = [...guide.matchAll(/```json\n(.*?)```/gs)].map(
    ([, text = '']) => text,
  );
  await writeFile(join(site, 'intake.json'), intakeJson.replace('8443', '0'));
  await writeFile(join(site, 'watch.json'), watchJson);
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

/** Runs one of the guide's own commands. */
const command = (...words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', ...words], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
};

/** A submission goes from a kiosk with these keys to the document system, and every receipt of it verifies. */
const handedOver = async (port: number): Promise<void> => {
  const at = (name: string): string => join(site, name);
  const kiosk = {
    id: 'werl-1',
    certFile: at('werl-1.pem'),
    keyFile: at('werl-1.key.pem'),
    caFile: at('ca.pem'),
    receiptKeyFiles: [at('receipt.jwk.json')],
    deviceKeyFile: at('werl-1.private.jwk.json'),
    recipientsFolder: at('recipients'),
  };
  const spoolFolder = at('spool');
  const spool = expectOk(await openSpool({ folder: spoolFolder, reserveBytes: 1, now: Date.now }));
  const id = await acceptDocument(spool, kiosk, Buffer.from('%PDF-1.7 by the guide'));
  const uploader = startTestUploader({
    spoolFolder,
    graceMs: 1e9,
    recipientsFolder: kiosk.recipientsFolder,
    transport: { kind: 'intake', url: `https://localhost:${port}/`, ...kiosk },
  });
  await uploader.event('delivered');
  await uploader.stop();
  expect(command('intake:watch', '--', '--config', at('watch.json'), '--once')).toContain(
    JSON.stringify({ event: 'filed', jobId: id }),
  );
  expect(await readFile(at(`opened/rest/${id}/document-1.pdf`), 'utf8')).toContain('by the guide');
  const verify = (file: string, key: string, folder: string): string =>
    command(
      ...['receipt', '--', 'verify', at(file), '--keys', at(key)],
      ...['--submission', at(folder)],
    );
  expect(verify(`data/receipts/${id}.jws`, 'receipt.jwk.json', `data/archive/${id}`)).toMatch(
    /genuine: R1,[^]*belongs to/,
  );
  expect(
    verify(`data/confirmations/${id}.jws`, 'confirmation.jwk.json', `data/archive/${id}`),
  ).toMatch(/genuine: R2,[^]*belongs to/);
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
  await handedOver(intake.port);
  runBlock(1);
  await intake.reload();
  expect(await ask(intake.port)).toBe(403);
}, 180_000);
