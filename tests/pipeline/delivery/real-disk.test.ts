import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSpool } from '../../../electron/spool/spool.ts';
import { readIntakeConfig } from '../../../intake/intake-config.ts';
import { startIntake, type Intake } from '../../../intake/server.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { smallDisk } from '../../support/small-disk.ts';

// Real file systems and real answers of the kernel: a tmpfs that is full or remounted read-only, and EIO put into the
// process's own system calls by strace. Mounting needs root; elsewhere these are skipped and show nothing.

const MEGABYTE = 1024 * 1024;
const isRoot = process.getuid?.() === 0;
let folder = '';
let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;
let disk: NonNullable<ReturnType<typeof smallDisk>>;

const mounted = (path: string, megabytes: number): typeof disk => {
  const made = smallDisk(path, megabytes);
  if (made === null) throw new Error('root, and yet no tmpfs could be mounted here');
  return made;
};
const inState = (state: string): Promise<string[]> => readdir(join(site.spoolFolder, state));
/** Takes all the room that is left; gives it back. */
const fillUp = async (place: string): Promise<() => Promise<void>> => {
  const file = join(place, 'filler');
  await writeFile(file, Buffer.alloc(64 * MEGABYTE)).catch(() => undefined);
  return () => rm(file, { force: true });
};

describe.skipIf(!isRoot)('the disk of the kiosk', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-disk-'));
    await ensureDemoKeys(folder);
    disk = mounted(join(folder, 'kiosk', 'spool'), 4);
    site = await createSite(folder);
  });
  afterEach(async () => {
    await uploader?.stop();
    await intake?.stop();
    [uploader, intake] = [null, null];
    disk.unmount();
    await rm(folder, { recursive: true, force: true });
  });

  test('full while papers are handed in: refused, nothing half-written stays, the others are delivered', async () => {
    const before = await site.accept();
    await expect(site.accept(randomBytes(5 * MEGABYTE))).rejects.toThrow('storage-full');
    // What was written of it goes when the visit gives it up, or at the next start.
    const spool = expectOk(
      await openSpool({ folder: site.spoolFolder, reserveBytes: MEGABYTE, now: Date.now }),
    );
    expect(await inState('tmp')).toEqual([]);
    expect(await inState('ready')).toEqual([before]);
    expect((await spool.check()).ok).toBe(true);
    intake = await site.startIntake();
    uploader = site.startUploader(intake.port);
    await uploader.event('delivered');
    expect(await readdir(site.keys.intake.inboxFolder)).toEqual([before]);
  });

  test('nearly full: nobody is led to the scanner any more', async () => {
    const free = await fillUp(site.spoolFolder);
    const spool = expectOk(
      await openSpool({ folder: site.spoolFolder, reserveBytes: MEGABYTE, now: Date.now }),
    );
    expect(await spool.check()).toEqual({ ok: false, problem: 'storage-full' });
    expect(await spool.begin(randomUUID())).toEqual({ ok: false, problem: 'storage-full' });
    await free();
    expect((await spool.check()).ok).toBe(true);
  });

  test('full while documents wait: an alarm, and all are delivered once there is room', async () => {
    const ids = [await site.accept(), await site.accept()];
    const free = await fillUp(site.spoolFolder);
    intake = await site.startIntake();
    uploader = site.startUploader(intake.port);
    await uploader.event('storage-failed', 'ENOSPC');
    expect((await inState('ready')).sort()).toEqual([...ids].sort());
    await free();
    uploader.wake();
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    expect((await readdir(site.keys.intake.inboxFolder)).sort()).toEqual([...ids].sort());
  });

  test('remounted read-only while documents wait: nothing new is taken, an alarm, and all go afterwards', async () => {
    const ids = [await site.accept(), await site.accept()];
    expect(disk.readOnly()).toBe(true);
    await expect(site.accept()).rejects.toThrow('storage-failed');
    // The uploader cannot even make its socket there; the one that runs when it happens is what is looked at.
    expect(disk.writable()).toBe(true);
    const away = await site.startIntake();
    await away.stop();
    uploader = site.startUploader(away.port);
    await uploader.event('attempt-failed', 'unreachable');
    expect(disk.readOnly()).toBe(true);
    intake = await site.startIntake(away.port);
    uploader.wake();
    await uploader.event('storage-failed', 'EROFS');
    expect((await inState('ready')).sort()).toEqual([...ids].sort());
    expect(disk.writable()).toBe(true);
    uploader.wake();
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    expect((await readdir(site.keys.intake.inboxFolder)).sort()).toEqual([...ids].sort());
  });
});

describe.skipIf(!isRoot)('the disk of the intake', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-disk-'));
    await ensureDemoKeys(folder);
    await clearSite(folder);
    site = await createSite(folder);
    disk = mounted(join(folder, 'intake-data'), 4);
    const config = expectOk(await readIntakeConfig(site.keys.intake.configFile));
    const dataFolder = join(folder, 'intake-data');
    intake = await startIntake({ ...config, dataFolder, port: 0 });
  });
  afterEach(async () => {
    await uploader?.stop();
    await intake?.stop();
    [uploader, intake] = [null, null];
    disk.unmount();
    await rm(folder, { recursive: true, force: true });
  });
  const inbox = (): Promise<string[]> => readdir(join(folder, 'intake-data', 'inbox'));

  test.each(['full', 'read-only'] as const)(
    '%s: the kiosk keeps what it has, and it arrives once, whole, when the disk is well again',
    async (fault) => {
      const id = await site.accept(randomBytes(MEGABYTE / 2));
      let free = (): Promise<void> => Promise.resolve(void disk.writable());
      if (fault === 'full') free = await fillUp(join(folder, 'intake-data'));
      else disk.readOnly();
      uploader = site.startUploader(intake?.port ?? 0);
      await uploader.event('attempt-failed', 'server-failed');
      expect(await inState('ready')).toEqual([id]);
      expect(await inbox()).toEqual([]);
      await free();
      uploader.wake();
      await uploader.event('delivered');
      expect(await inbox()).toEqual([id]);
    },
  );
});

describe('a disk that answers EIO', () => {
  let program = '';
  beforeAll(async () => {
    program = await bundleProgram(
      'tests/support/delivery-kiosk-program.ts',
      await mkdtemp(join(tmpdir(), 'einwurf-eio-program-')),
    );
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'einwurf-eio-'));
    await ensureDemoKeys(folder);
    site = await createSite(folder);
    intake = await site.startIntake();
  });
  afterEach(async () => {
    await intake?.stop();
    intake = null;
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a kiosk whose n-th and following system calls of a kind fail; gives what it printed. */
  const kioskWith = (inject: string, documents: number): Promise<string> =>
    new Promise((done) => {
      const args = [folder, String(intake?.port ?? 0), String(documents), '-', '1'];
      const child = spawn(
        'strace',
        ['-f', '-qq', '-o', '/dev/null', '-e', inject, process.execPath, program, ...args],
        // strace counts calls by thread: with one thread in Node's pool the n-th is the n-th.
        {
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
        },
      );
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.once('close', () => done(said));
    });

  // 1: the spool itself; 2–4: its files; 5: the journal; 6: the folder; 7, 8: the folders it moves between.
  test.each([2, 5, 7, 8])(
    'at the fsync number %i before the receipt: no receipt, and nothing is sent',
    async (number) => {
      const said = await kioskWith(`inject=fsync:error=EIO:when=${number}`, 1);
      expect(said).not.toContain('R0');
      expect(await inState('ready').catch(() => [])).toEqual([]);
      expect(await readdir(site.keys.intake.inboxFolder)).toEqual([]);
    },
  );

  test('while documents wait: an alarm, and they arrive all the same', async () => {
    const id = await site.accept();
    const said = await kioskWith('inject=fsync:error=EIO:when=2..5', 0);
    expect(said).toContain('EVENT storage-failed EIO');
    expect(said).toContain('EVENT delivered');
    expect(await readdir(site.keys.intake.inboxFolder)).toEqual([id]);
  });
});
