import { randomUUID } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readInventory } from '../../../electron/spool/inventory.ts';
import { openQueue } from '../../../electron/spool/queue.ts';
import { openSpool } from '../../../electron/spool/spool.ts';
import { exportUnsent, release, retire } from '../../../electron/spool/taking-out.ts';
import { expectOk } from '../../support/delivery-submission.ts';

let folder = '';
let spoolFolder = '';
let medium = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-out-'));
  [spoolFolder, medium] = [join(folder, 'spool'), join(folder, 'medium')];
  await mkdir(medium);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (): Promise<string> => {
  const spool = expectOk(await openSpool({ folder: spoolFolder, reserveBytes: 0, now: () => 0 }));
  const id = randomUUID();
  const entry = expectOk(await spool.begin(id));
  expectOk(await entry.writePart('document-1.jwe', [Buffer.from('sealed')]));
  expectOk(await entry.commit());
  return id;
};
const queue = () =>
  openQueue({ folder: spoolFolder, graceMs: 0, now: () => 0, onDamage: () => undefined });
const hold = async (id: string): Promise<void> => {
  const running = await queue();
  await running.waiting();
  await expectOk(await running.open(id)).hold('status 422');
};

describe('looking after a spool', () => {
  test('the status tells state, age, size and reason, and no more', async () => {
    const [waiting, held] = [await put(), await put()];
    await hold(held);
    expect(await readInventory(spoolFolder)).toEqual([
      {
        id: waiting,
        state: 'ready',
        acceptedAt: '1970-01-01T00:00:00.000Z',
        bytes: 6,
        attempts: 0,
        last: 'committed',
        reason: null,
        problems: [],
      },
      expect.objectContaining({ id: held, state: 'hold', last: 'held', reason: 'status 422' }),
    ]);
  });

  test('a refused submission goes back into the queue and stays there', async () => {
    const id = await put();
    await hold(id);
    expectOk(await release(spoolFolder, id, 1));
    expect(await (await queue()).waiting()).toHaveLength(1);
    expect(await release(spoolFolder, id, 1)).toEqual({ ok: false, problem: 'not-set-aside' });
  });

  test('a damaged submission is released only when its files are whole', async () => {
    const id = await put();
    const path = join(spoolFolder, 'ready', id, 'document-1.jwe');
    await writeFile(path, 'sealeD');
    const running = await queue();
    await running.waiting();
    expect(await running.open(id)).toEqual({ ok: false, problem: 'damaged' });
    expect(await release(spoolFolder, id, 1)).toEqual({ ok: false, problem: 'damaged' });
    await writeFile(join(spoolFolder, 'corrupt', id, 'document-1.jwe'), 'sealed');
    expectOk(await release(spoolFolder, id, 1));
  });
});

describe('taking a kiosk away', () => {
  test('is refused while something unsent is not on the medium', async () => {
    const id = await put();
    expect(await retire(spoolFolder, medium, [])).toEqual({
      ok: false,
      problem: { unsent: [id], missingKeys: [] },
    });
    expect(await readdir(join(spoolFolder, 'ready'))).toEqual([id]);
  });

  test('is allowed once everything lies, sealed and read back, on the medium; the keys are erased', async () => {
    const ids = [await put(), await put()];
    await hold(ids[1] ?? '');
    const key = join(folder, 'device.jwk.json');
    await writeFile(key, 'secret');
    expect(await exportUnsent(spoolFolder, medium, 1)).toEqual({
      exported: 2,
      damaged: 0,
      notCopied: [],
    });
    expect((await readdir(medium)).sort()).toEqual([...ids].sort());
    expectOk(await retire(spoolFolder, medium, [key]));
    await expect(stat(spoolFolder)).rejects.toThrow(/ENOENT/);
    await expect(stat(key)).rejects.toThrow(/ENOENT/);
  });

  test('a key file that is not there stops it before anything is removed', async () => {
    await put();
    await exportUnsent(spoolFolder, medium, 1);
    const missing = join(folder, 'elsewhere.jwk.json');
    expect(await retire(spoolFolder, medium, [missing])).toEqual({
      ok: false,
      problem: { unsent: [], missingKeys: [missing] },
    });
    expect(await readdir(join(spoolFolder, 'ready'))).toHaveLength(1);
  });

  test('a key in the operating system’s store is erased by the name of its plain file', async () => {
    const key = join(folder, 'device.jwk.json');
    await writeFile(`${key}.sealed`, 'sealed');
    expectOk(await retire(spoolFolder, null, [key]));
    await expect(stat(`${key}.sealed`)).rejects.toThrow(/ENOENT/);
  });

  test('a damaged submission is copied as it is and counted apart', async () => {
    const id = await put();
    await writeFile(join(spoolFolder, 'ready', id, 'document-1.jwe'), 'x');
    expect(await exportUnsent(spoolFolder, medium, 1)).toEqual({
      exported: 0,
      damaged: 1,
      notCopied: [],
    });
    expect(await readdir(medium)).toEqual([id]);
    expectOk(await retire(spoolFolder, medium, []));
  });

  test.each<[string, (copy: string) => Promise<void>]>([
    ['is only half there', (copy) => rm(join(copy, 'document-1.jwe'))],
    ['has no journal', (copy) => rm(join(copy, 'journal.jsonl'))],
    ['came back with other bytes', (copy) => writeFile(join(copy, 'document-1.jwe'), 'sealeD')],
    ['has another journal', (copy) => appendFile(join(copy, 'journal.jsonl'), '{}\n')],
    [
      'is an empty folder',
      async (copy) => {
        await rm(copy, { recursive: true });
        await mkdir(copy);
      },
    ],
  ])('is refused while a copy on the medium %s', async (_what, harm) => {
    const [harmed, whole] = [await put(), await put()];
    await exportUnsent(spoolFolder, medium, 1);
    await harm(join(medium, harmed));
    expect(await retire(spoolFolder, medium, [])).toEqual({
      ok: false,
      problem: { unsent: [harmed], missingKeys: [] },
    });
    expect((await readdir(join(spoolFolder, 'ready'))).sort()).toEqual([harmed, whole].sort());
    await exportUnsent(spoolFolder, medium, 2);
    expectOk(await retire(spoolFolder, medium, []));
  });

  test('a submission that cannot be copied does not keep the others from it, and is named', async () => {
    const [stuck, good] = [await put(), await put()];
    // A folder where a file should be cannot be read as one, whoever reads.
    await rm(join(spoolFolder, 'ready', stuck, 'document-1.jwe'));
    await cp(
      join(spoolFolder, 'ready', good),
      join(spoolFolder, 'ready', stuck, 'document-1.jwe'),
      {
        recursive: true,
      },
    );
    expect(await exportUnsent(spoolFolder, medium, 1)).toEqual({
      exported: 1,
      damaged: 0,
      notCopied: [stuck],
    });
    expect(await retire(spoolFolder, medium, [])).toMatchObject({ problem: { unsent: [stuck] } });
  });
});
