import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolSettings } from '../../../electron/spool/spool.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { failingDisk } from '../../support/failing-disk.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = async (more: Partial<SpoolSettings> = {}): Promise<Spool> =>
  expectOk(
    await openSpool({
      folder,
      reserveBytes: 0,
      now: () => 0,
      freeBytes: () => Promise.resolve(10),
      ...more,
    }),
  );

const put = async (spool: Spool, id = randomUUID()) => {
  const entry = expectOk(await spool.begin(id));
  const written = await entry.writePart('document-1.jwe', [Buffer.from('sealed')]);
  if (!written.ok) return written;
  return entry.commit();
};

describe('the spool while a submission is written', () => {
  test('keeps a committed submission with its journal', async () => {
    const id = randomUUID();
    expectOk(await put(await open(), id));
    expect(await readdir(join(folder, 'ready', id))).toEqual(['document-1.jwe', 'journal.jsonl']);
    const [line = ''] = (await readFile(join(folder, 'ready', id, 'journal.jsonl'), 'utf8')).split(
      '\n',
    );
    expect(JSON.parse(line)).toMatchObject({
      seq: 1,
      event: 'committed',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('keeps nothing of a submission that was given up, or cut off before its commit', async () => {
    const spool = await open();
    const given = expectOk(await spool.begin(randomUUID()));
    await given.writePart('document-1.jwe', [Buffer.from('sealed')]);
    await given.abandon();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    const cut = expectOk(await spool.begin(randomUUID()));
    await cut.writePart('document-1.jwe', [Buffer.from('sealed')]);
    await open();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    expect(await readdir(join(folder, 'ready'))).toEqual([]);
  });

  test('takes no new submission below the reserve, and never gives up an accepted one for it', async () => {
    expectOk(await put(await open()));
    const full = await open({ reserveBytes: 11 });
    expect(await full.check()).toEqual({ ok: false, problem: 'storage-full' });
    expect(await full.begin(randomUUID())).toEqual({ ok: false, problem: 'storage-full' });
    expect(await readdir(join(folder, 'ready'))).toHaveLength(1);
  });

  test('says beforehand that little more fits', async () => {
    const room = async (freeBytes: number) =>
      expectOk(
        await (
          await open({ reserveBytes: 1000, freeBytes: () => Promise.resolve(freeBytes) })
        ).check(),
      );
    expect(await room(1250)).toEqual({ nearlyFull: false });
    expect(await room(1249)).toEqual({ nearlyFull: true });
    expect(await room(1000)).toEqual({ nearlyFull: true });
  });

  test('tells a failed source from a failed disk', async () => {
    const entry = expectOk(await (await open()).begin(randomUUID()));
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      throw new Error('sealing failed');
    })();
    expect(await entry.writePart('document-1.jwe', broken)).toEqual({
      ok: false,
      problem: 'source-failed',
    });
  });

  test.each([
    ['write', 'ENOSPC', 'storage-full'],
    ['write', 'EDQUOT', 'storage-full'],
    ['write', 'EIO', 'storage-failed'],
    ['sync', 'EIO', 'storage-failed'],
    ['rename', 'EROFS', 'storage-failed'],
  ] as const)(
    'a disk that answers %s with %s gives %s and no receipt',
    async (operation, code, problem) => {
      await open();
      const spool = await open({
        files: failingDisk(operation, code, { after: operation === 'sync' ? 1 : 0 }),
      });
      expect(await put(spool)).toEqual({ ok: false, problem });
      expect(await readdir(join(folder, 'ready'))).toEqual([]);
    },
  );

  test('a disk that fails after the move takes the submission back: no receipt, nothing sent', async () => {
    await open();
    // fsyncs: folder at opening, part, journal, entry directory; then `ready`.
    const spool = await open({ files: failingDisk('sync', 'EIO', { after: 4 }) });
    expect(await put(spool)).toEqual({ ok: false, problem: 'storage-failed' });
    expect(await readdir(join(folder, 'ready'))).toEqual([]);
  });

  test('a folder that cannot be made is a named problem', async () => {
    await writeFile(join(folder, 'file'), '');
    const result = await openSpool({
      folder: join(folder, 'file', 'x'),
      reserveBytes: 0,
      now: () => 0,
    });
    expect(result).toEqual({ ok: false, problem: 'storage-failed' });
    await mkdir(join(folder, 'x'));
  });
});
