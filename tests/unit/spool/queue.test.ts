import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openQueue, type SpoolQueue } from '../../../electron/spool/queue.ts';
import { ownSpool } from '../../../electron/spool/single-owner.ts';
import { openSpool } from '../../../electron/spool/spool.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { failingDisk } from '../../support/failing-disk.ts';

let folder = '';
let now = 1_000;
let damages: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-queue-'));
  now = 1_000;
  damages = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const queue = (graceMs = 100): Promise<SpoolQueue> =>
  openQueue({
    folder,
    graceMs,
    now: () => now,
    onDamage: (id, damage) => damages.push(`${id} ${damage}`),
  });

const put = async (): Promise<string> => {
  const spool = expectOk(await openSpool({ folder, reserveBytes: 0, now: () => now }));
  const id = randomUUID();
  const entry = expectOk(await spool.begin(id));
  expectOk(await entry.writePart('document-1.jwe', [Buffer.from(`sealed ${id}`)]));
  expectOk(await entry.writePart('announcement.jws', [Buffer.from('announced')]));
  expectOk(await entry.commit());
  now += 1;
  return id;
};

const waiting = async (from: SpoolQueue): Promise<string[]> =>
  (await from.waiting()).map(({ id }) => id);

describe('the queue', () => {
  test('gives what waits, oldest first, also what came after the start', async () => {
    const first = await put();
    const running = await queue();
    expect(await waiting(running)).toEqual([first]);
    const second = await put();
    expect(await waiting(running)).toEqual([first, second]);
    expect(await running.counts()).toMatchObject({ waiting: 2, held: 0 });
  });

  test('keeps receipt and journal of what was delivered, and purges the sealed files after the grace period', async () => {
    const id = await put();
    const running = await queue();
    await running.waiting();
    await expectOk(await running.open(id)).delivered('signed receipt');
    expect(await waiting(running)).toEqual([]);
    now += 99;
    expect(await running.purge()).toBe(0);
    now += 1;
    expect(await running.purge()).toBe(1);
    expect((await readdir(join(folder, 'purged', id))).sort()).toEqual([
      'announcement.jws',
      'journal.jsonl',
      'receipt.jws',
    ]);
    expect(await readFile(join(folder, 'purged', id, 'receipt.jws'), 'utf8')).toBe(
      'signed receipt',
    );
    expect(await running.counts()).toMatchObject({ waiting: 0, delivered: 1 });
  });

  const DAY = 24 * 3_600_000;
  const purgedOne = async (): Promise<{ id: string; running: SpoolQueue }> => {
    const id = await put();
    const running = await openQueue({
      ...{ folder, graceMs: 0, keepProofMs: 400 * DAY },
      now: () => now,
      onDamage: (bad, damage) => damages.push(`${bad} ${damage}`),
    });
    await running.waiting();
    await expectOk(await running.open(id)).delivered('signed receipt');
    expect(await running.purge()).toBe(1);
    return { id, running };
  };

  test('forgets a proof when its time is over, and not before', async () => {
    now = Date.now();
    const { id, running } = await purgedOne();
    now += 399 * DAY;
    expect(await running.forget()).toBe(0);
    expect(await readdir(join(folder, 'purged'))).toEqual([id]);
    now += DAY + 60_000;
    expect(await running.forget()).toBe(1);
    for (const state of ['purged', 'tmp'])
      expect(await readdir(join(folder, state)), state).toEqual([]);
    expect(damages).toEqual([]);
  });

  test('keeps the proof of a day on which the clock was years behind', async () => {
    now = Date.now() - 800 * DAY;
    const { id, running } = await purgedOne();
    now += 800 * DAY;
    expect(await running.forget()).toBe(0);
    expect(await readdir(join(folder, 'purged'))).toEqual([id]);
  });

  test('sets a refused submission aside with its reason', async () => {
    const id = await put();
    const running = await queue();
    await running.waiting();
    await expectOk(await running.open(id)).hold('status 422');
    expect(await running.counts()).toMatchObject({ waiting: 0, held: 1 });
    expect(await readFile(join(folder, 'hold', id, 'journal.jsonl'), 'utf8')).toContain(
      'status 422',
    );
  });

  test.each([
    [
      'a changed byte',
      'part-wrong-hash',
      (path: string) => writeFile(`${path}/announcement.jws`, 'announceD'),
    ],
    ['a cut file', 'part-wrong-size', (path: string) => truncate(`${path}/document-1.jwe`, 3)],
    ['a lost file', 'part-missing', (path: string) => rm(`${path}/document-1.jwe`)],
    ['a lost journal', 'journal-missing', (path: string) => rm(`${path}/journal.jsonl`)],
    [
      'a rewritten journal',
      'journal-broken',
      (path: string) => writeFile(`${path}/journal.jsonl`, '{}\n'),
    ],
  ])(
    '%s sets that submission aside, with an alarm, and the others go on',
    async (_what, damage, harm) => {
      const [bad, good] = [await put(), await put()];
      await harm(join(folder, 'ready', bad));
      const running = await queue();
      await running.waiting();
      if ((await waiting(running)).includes(bad))
        expect(await running.open(bad)).toEqual({ ok: false, problem: 'damaged' });
      expect(damages).toEqual([`${bad} ${damage}`]);
      expect(await waiting(running)).toEqual([good]);
      expectOk(await running.open(good));
      expect(await readdir(join(folder, 'corrupt'))).toEqual([bad]);
      expect(await readFile(join(folder, 'corrupt', bad, 'damage.json'), 'utf8')).toContain(damage);
    },
  );

  test('a journal line torn by a power cut is cut off, the repair is noted, the submission goes on', async () => {
    const id = await put();
    await appendFile(join(folder, 'ready', id, 'journal.jsonl'), '{"seq":2,"at":"19');
    const running = await queue();
    await running.waiting();
    const entry = expectOk(await running.open(id));
    await entry.note('attempt-failed', { reason: 'unreachable' });
    const lines = (await readFile(join(folder, 'ready', id, 'journal.jsonl'), 'utf8'))
      .trim()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'committed',
      'repaired',
      'attempt-failed',
    ]);
    expectOk(await running.open(id));
    expect(damages).toEqual([]);
  });

  test('a journal line that the disk did not make durable is taken back, and the next one fits', async () => {
    const id = await put();
    const running = await openQueue({
      folder,
      graceMs: 100,
      now: () => now,
      onDamage: (bad, damage) => damages.push(`${bad} ${damage}`),
      files: failingDisk('sync', 'EIO', { times: 1 }),
    });
    await running.waiting();
    const entry = expectOk(await running.open(id));
    const reason = { reason: 'unreachable' };
    await expect(entry.note('attempt-failed', reason)).rejects.toThrow('EIO');
    await entry.note('attempt-failed', reason);
    expectOk(await running.open(id));
    expect(damages).toEqual([]);
  });

  test('remembers across a restart what an attempt noted', async () => {
    const id = await put();
    const before = await queue();
    await before.waiting();
    await expectOk(await before.open(id)).note('upload-url', { key: 'k', value: '/files/1' });
    const after = await queue();
    await after.waiting();
    expect(expectOk(await after.open(id)).notes.at(-1)).toMatchObject({
      event: 'upload-url',
      data: { key: 'k', value: '/files/1' },
    });
  });

  test('a submission that went away meanwhile is gone, not damaged', async () => {
    const id = await put();
    const running = await queue();
    await running.waiting();
    await rm(join(folder, 'ready', id), { recursive: true });
    expect(await running.open(id)).toEqual({ ok: false, problem: 'gone' });
    expect(damages).toEqual([]);
  });
});

describe('owning a spool', () => {
  test('is for one process at a time, and a dead owner does not block', async () => {
    const owner = await ownSpool(folder);
    expect(owner).not.toBeNull();
    expect(await ownSpool(folder)).toBeNull();
    owner?.release();
    await writeFile(join(folder, 'owner.sock'), '');
    const next = await ownSpool(folder);
    expect(next).not.toBeNull();
    next?.release();
  });
});
