import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PageStore } from '../../../electron/capture/page-store.ts';

const MARKER = 'marker that nobody may find';
const page = Buffer.from(MARKER.repeat(4000));

describe('the page store', () => {
  let folder: string;
  let visits: string;
  beforeEach(async () => {
    visits = await mkdtemp(join(tmpdir(), 'einwurf-store-'));
    folder = join(visits, 'visit');
  });
  afterEach(() => rm(visits, { recursive: true, force: true }));

  const files = () => readdir(folder).catch(() => []);
  const onDisk = async () =>
    Promise.all((await files()).map((name) => readFile(join(folder, name))));
  const store = (memoryCapBytes = 0) => new PageStore({ folder, memoryCapBytes });

  it('gives back what went in, from memory and from disk', async () => {
    for (const cap of [0, 1_000_000]) {
      const pages = store(cap);
      const id = randomUUID();
      expect(await pages.put(id, 'original', page)).toEqual({ ok: true, value: undefined });
      const read = await pages.get(id, 'original');
      expect(read.ok && Buffer.from(read.value).equals(page)).toBe(true);
      expect((await files()).length).toBe(cap === 0 ? 1 : 0);
      await pages.wipe();
    }
  });

  it('never writes a page in the clear, nor names a file after it', async () => {
    const pages = store();
    const id = randomUUID();
    await pages.put(id, 'original', page);
    await pages.put(id, 'preview', page);
    const stored = await onDisk();
    expect(stored).toHaveLength(2);
    expect(stored.some((file) => file.includes(MARKER) || file.includes('marker'))).toBe(false);
    expect((await files()).join()).not.toContain(id);
    expect(stored[0]?.equals(stored[1] ?? Buffer.alloc(0))).toBe(false);
    expect((await stat(join(folder, (await files())[0] ?? ''))).mode & 0o077).toBe(0);
  });

  it('notices a flipped bit, a cut file, a swapped file and a missing one', async () => {
    const pages = store();
    const [one, other] = [randomUUID(), randomUUID()];
    await pages.put(one, 'original', page);
    const [first = ''] = await files();
    await pages.put(other, 'original', page);
    const second = (await files()).find((name) => name !== first) ?? '';
    const good = await readFile(join(folder, first));
    const damaged = { ok: false, problem: 'damaged' };

    const flipped = Buffer.from(good);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    await writeFile(join(folder, first), flipped);
    expect(await pages.get(one, 'original')).toEqual(damaged);
    await writeFile(join(folder, first), good.subarray(0, 20));
    expect(await pages.get(one, 'original')).toEqual(damaged);
    await writeFile(join(folder, first), await readFile(join(folder, second)));
    expect(await pages.get(one, 'original')).toEqual(damaged);
    await rm(join(folder, first));
    expect(await pages.get(one, 'original')).toEqual(damaged);
    expect((await pages.get(other, 'original')).ok).toBe(true);
  });

  it('forgets a removed page, in memory and on disk, and keeps the others', async () => {
    const pages = store();
    const [one, other] = [randomUUID(), randomUUID()];
    await pages.put(one, 'original', page);
    await pages.put(one, 'thumbnail', page);
    await pages.put(other, 'original', page);
    expect((await pages.remove(one)).ok).toBe(true);
    expect(await files()).toHaveLength(1);
    expect(await pages.get(one, 'thumbnail')).toEqual({ ok: false, problem: 'missing' });
    expect((await pages.get(other, 'original')).ok).toBe(true);
  });

  it('replaces a page scanned again without leaving the old one', async () => {
    const pages = store();
    const id = randomUUID();
    await pages.put(id, 'original', page);
    await pages.put(id, 'original', Buffer.from('new'));
    expect(await files()).toHaveLength(1);
    const read = await pages.get(id, 'original');
    expect(read.ok && Buffer.from(read.value).toString()).toBe('new');
  });

  it('after the wipe nothing can be had, nor be put in any more', async () => {
    const pages = store();
    const id = randomUUID();
    await pages.put(id, 'original', page);
    const writing = pages.put(id, 'preview', page);
    expect((await pages.wipe()).ok).toBe(true);
    await writing;
    expect(await files()).toEqual([]);
    const missing = { ok: false, problem: 'missing' };
    expect(await pages.get(id, 'original')).toEqual(missing);
    expect(await pages.put(id, 'original', page)).toEqual(missing);
  });

  it('keeps a file left by a crash unreadable to the next visit, and clears it at the start', async () => {
    const crashed = store();
    const id = randomUUID();
    await crashed.put(id, 'original', page);
    const next = store();
    expect(await next.get(id, 'original')).toEqual({ ok: false, problem: 'missing' });
    expect(await PageStore.clearLeftovers(visits)).toEqual({ ok: true, value: undefined });
    expect(await readdir(visits)).toEqual([]);
  });

  it('says that the folder cannot be written, and keeps what is in memory', async () => {
    const broken = new PageStore({ folder: '/dev/null/visit', memoryCapBytes: page.length + 100 });
    const [one, other] = [randomUUID(), randomUUID()];
    expect((await broken.put(one, 'thumbnail', page)).ok).toBe(true);
    expect(await broken.put(other, 'thumbnail', page)).toEqual({
      ok: false,
      problem: 'storage-failed',
    });
    expect((await broken.get(one, 'thumbnail')).ok).toBe(true);
  });
});
