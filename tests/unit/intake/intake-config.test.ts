import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWatchConfig } from '../../../intake/watch-config.ts';
import { parseIntakeConfig, readIntakeConfig } from '../../../intake/intake-config.ts';
import { expectOk } from '../../support/delivery-submission.ts';

const good = {
  intakeId: 'werl',
  dataFolder: 'data',
  tls: { certFile: 'a.pem', keyFile: 'a.key', clientCaFile: 'ca.pem' },
  receiptKeyFile: 'receipt.jwk.json',
  kiosksFolder: 'kiosks',
};
const problem = (change: object): string => {
  const parsed = parseIntakeConfig({ ...good, ...change });
  return parsed.ok ? 'accepted' : parsed.problem;
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the configuration of the intake', () => {
  test('listens on this machine only unless told otherwise', () => {
    expect(expectOk(parseIntakeConfig(good))).toMatchObject({ host: '127.0.0.1', port: 8443 });
  });

  test('says which setting is wrong, and how', () => {
    expect(problem({ port: 70_000 })).toMatch(/port/);
    expect(problem({ prot: 1 })).toMatch(/prot/);
    expect(problem({ tls: { certFile: 'a' } })).toMatch(/keyFile/);
    expect(problem({ intakeId: 'with spaces' })).toMatch(/intakeId/);
  });

  test('a file that is missing or not JSON is named', async () => {
    const missing = await readIntakeConfig(join(folder, 'none.json'));
    expect(missing.ok ? '' : missing.problem).toMatch(/none\.json: ENOENT/);
    await writeFile(join(folder, 'bad.json'), '{ port: 1 }');
    const bad = await readIntakeConfig(join(folder, 'bad.json'));
    expect(bad.ok ? '' : bad.problem).toMatch(/bad\.json: .*JSON/);
  });

  test('paths are meant from the folder of the file', async () => {
    await writeFile(join(folder, 'good.json'), JSON.stringify(good));
    const config = expectOk(await readIntakeConfig(join(folder, 'good.json')));
    expect(config.dataFolder).toBe(join(folder, 'data'));
    expect(config.tls.certFile).toBe(join(folder, 'a.pem'));
  });
});

test('a route of the document watch cannot leave the folder of the document system', async () => {
  const file = join(folder, 'watch.json');
  const watch = {
    intakeFolder: '.',
    outFolder: 'out',
    keys: 'keys',
    kiosksFolder: 'kiosks',
    confirmationKeyFile: 'k',
    confirmedBy: 'werl',
  };
  for (const bad of ['../x', '/etc', '..', 'a/b', '.hidden']) {
    await writeFile(file, JSON.stringify({ ...watch, routes: [{ folder: bad }] }));
    expect((await readWatchConfig(file)).ok).toBe(false);
  }
});
