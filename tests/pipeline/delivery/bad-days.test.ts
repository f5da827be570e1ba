import { generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readRecipientKeys } from '../../../electron/envelope/recipient-key-folder.ts';
import { openQueue } from '../../../electron/spool/queue.ts';
import { diskFiles, type Files } from '../../../electron/spool/files.ts';
import { release } from '../../../electron/spool/taking-out.ts';
import type { Outcome } from '../../../electron/upload/transport.ts';
import { startUploadLoop } from '../../../electron/upload/upload-loop.ts';
import type { UploaderReport } from '../../../electron/upload/uploader-messages.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { readKioskRegister } from '../../../intake/kiosk-register.ts';
import { openSubmission } from '../../../intake/opener.ts';
import type { Intake } from '../../../intake/server.ts';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import { fastClock } from '../../support/delivery-clock.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { failingDisk } from '../../support/failing-disk.ts';
import { createRecipient, type TestRecipient } from '../../support/recipient.ts';

let folder = '';
let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-bad-days-'));
  await ensureDemoKeys(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await clearSite(folder);
  site = await createSite(folder);
});
afterEach(async () => {
  await uploader?.stop();
  await intake?.stop();
  [uploader, intake] = [null, null];
});

/** Sends over a transport that always succeeds, on a disk that fails, until so many are left. */
const sendOn = async (files: Files, left: number) => {
  const reports: UploaderReport[] = [];
  const delivered: string[] = [];
  let jump = 0;
  const clock = { ...fastClock(1000), now: () => Date.now() + jump };
  const queue = await openQueue({
    folder: site.spoolFolder,
    graceMs: 1e12,
    now: () => clock.now(),
    onDamage: (_id, damage) => reports.push({ kind: 'event', event: 'damaged', detail: damage }),
    files,
  });
  const loop = startUploadLoop({
    queue,
    clock,
    random: () => 0,
    report: (report) => reports.push(report),
    transport: {
      deliver: (job): Promise<Outcome> => {
        // The clock of the kiosk is set a year ahead, then two years back, while documents wait.
        jump = jump === 0 ? 31_536_000_000 : -31_536_000_000;
        delivered.push(job.id);
        return Promise.resolve({ kind: 'delivered', receipt: 'signed' });
      },
      close: () => undefined,
    },
  });
  const deadline = Date.now() + 40_000;
  const done = (): boolean => reports.some((r) => r.kind === 'status' && r.status.waiting === left);
  while (!done() && Date.now() < deadline) await new Promise((next) => void setImmediate(next));
  await loop.stop();
  return { reports, delivered };
};

const inState = (state: string): Promise<string[]> => readdir(join(site.spoolFolder, state));

describe('a bad day of the disk', () => {
  test.each([
    ['full', 'open', 'ENOSPC', 6],
    ['broken', 'sync', 'EIO', 3],
    ['remounted read-only', 'rename', 'EROFS', 1],
  ] as const)(
    '%s for a while: an alarm, and afterwards everything is delivered',
    async (_how, operation, code, after) => {
      const ids = [await site.accept(), await site.accept()];
      const disk = failingDisk(operation, code, { after, times: 5 });
      const { reports } = await sendOn(disk, 0);
      expect((await inState('delivered')).sort()).toEqual([...ids].sort());
      expect(reports).toContainEqual({ kind: 'event', event: 'storage-failed', detail: code });
    },
  );

  test('one document that the disk does not give back keeps the others from nothing', async () => {
    const [bad, good] = [await site.accept(), await site.accept()];
    const real = diskFiles;
    const files: Files = {
      ...real,
      readFile: ((path: string, ...rest: unknown[]) =>
        path.includes(bad)
          ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
          : (real.readFile as (...args: unknown[]) => Promise<unknown>)(
              path,
              ...rest,
            )) as Files['readFile'],
    };
    const { reports, delivered } = await sendOn(files, 1);
    expect(delivered).toEqual([good]);
    expect(reports).toContainEqual({ kind: 'event', event: 'damaged', detail: 'unreadable' });
    expect(await inState('ready')).toContain(bad);
  });
});

describe('a bad day of the clock', () => {
  test('set a year ahead and back while documents wait: all of them go', async () => {
    const ids = [await site.accept(), await site.accept(), await site.accept()];
    const { delivered } = await sendOn(diskFiles, 0);
    expect([...delivered].sort()).toEqual([...ids].sort());
  });
});

describe('keys that change while documents wait', () => {
  let fresh: TestRecipient;
  beforeAll(() => {
    fresh = createRecipient('next-year');
  });
  const open = async (id: string) => {
    const keys = expectOk(await readPrivateKeys(site.keys.intake.keysFolder));
    const register = await readKioskRegister(site.keys.intake.kiosksFolder);
    return openSubmission({
      folder: join(site.keys.intake.inboxFolder, id),
      outFolder: join(folder, 'opened'),
      privateKeyFor: (kid) => keys.get(kid),
      kioskKeyFor: (kid) => register.keyFor(kid),
    });
  };

  test('what was sealed to the old recipient key and what is sealed to the new one both open', async () => {
    const { recipientsFolder } = site.keys.kiosk;
    const before = await site.accept();
    const file = join(recipientsFolder, 'next-year.json');
    await writeFile(
      file,
      JSON.stringify({ jwk: fresh.publicJwk, validFrom: '2026-01-01T00:00:00Z' }),
    );
    const privateFile = join(site.keys.intake.keysFolder, 'next-year.private.jwk.json');
    await writeFile(privateFile, JSON.stringify(fresh.privateJwk));
    expect((await readRecipientKeys(recipientsFolder)).keys).toHaveLength(2);
    const after = await site.accept();
    intake = await site.startIntake();
    uploader = site.startUploader(intake.port);
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    expect(expectOk(await open(after)).manifest.recipientKid).toBe('next-year');
    expect(expectOk(await open(before)).manifest.recipientKid).not.toBe('next-year');
    await rm(file);
    await rm(privateFile);
  });

  test('a stolen recipient key: what was sealed to it stays here, set aside; what is sealed to another one goes on', async () => {
    const { recipientsFolder } = site.keys.kiosk;
    const sealedToStolen = await site.accept();
    const file = join(recipientsFolder, 'after-the-theft.json');
    await writeFile(file, JSON.stringify({ jwk: fresh.publicJwk }));
    const stolen = join(recipientsFolder, 'demo.jwk.json');
    await rename(stolen, `${stolen}.revoked`);
    const sealedToFresh = await site.accept();
    intake = await site.startIntake();
    uploader = site.startUploader(intake.port);
    await uploader.event('held', 'recipient-key-revoked');
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 1);
    expect(await inState('delivered')).toEqual([sealedToFresh]);
    expect(await inState('hold')).toEqual([sealedToStolen]);
    expect(await readdir(site.keys.intake.inboxFolder)).toEqual([sealedToFresh]);
    // Released by mistake it is set aside again; released after the revocation was taken back it goes.
    const heldCount = () =>
      uploader?.reports.filter((r) => r.kind === 'event' && r.event === 'held');
    expectOk(await release(site.spoolFolder, sealedToStolen, Date.now()));
    uploader.wake();
    await uploader.until(() => heldCount()?.length === 2);
    await rename(`${stolen}.revoked`, stolen);
    await rm(file);
    expectOk(await release(site.spoolFolder, sealedToStolen, Date.now()));
    uploader.wake();
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    expect(await inState('hold')).toEqual([]);
  });

  test('a revocation that cannot be read stops everything, says so, and nothing is lost', async () => {
    const revoked = join(site.keys.kiosk.recipientsFolder, 'torn.json.revoked');
    await writeFile(revoked, '{"jwk":');
    const id = await site.accept();
    intake = await site.startIntake();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'revocation-unreadable');
    expect(await inState('ready')).toEqual([id]);
    await rm(revoked);
    uploader.wake();
    await uploader.event('delivered');
  });

  test('an intake that signs with a new receipt key is believed once the kiosk has that key too', async () => {
    const config = join(site.keys.intake.keysFolder, 'receipt.jwk.json');
    await copyFile(config, `${config}.old`);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { d, ...open_ } = { ...privateKey.export({ format: 'jwk' }), kid: 'receipts-next' };
    await writeFile(config, JSON.stringify({ ...open_, d }));
    intake = await site.startIntake();
    const id = await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'receipt-invalid');
    expect(await inState('ready')).toEqual([id]);
    await uploader.stop();
    const next = join(folder, 'receipts-next.jwk.json');
    await writeFile(next, JSON.stringify(open_));
    uploader = site.startUploader(intake.port, {
      receiptKeyFiles: [...site.keys.kiosk.receiptKeyFiles, next],
    });
    await uploader.event('delivered');
    await rename(`${config}.old`, config);
    expect(await readFile(config, 'utf8')).toContain('"d"');
  });
});
