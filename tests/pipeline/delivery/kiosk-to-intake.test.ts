import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Intake } from '../../../intake/server.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { readKioskRegister } from '../../../intake/kiosk-register.ts';
import { openSubmission } from '../../../intake/opener.ts';
import { ensureDemoKeys, type DemoKeys } from '../../../setup/demo-keys.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import { expectOk } from '../../support/delivery-submission.ts';

let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;

let folder = '';
let stranger: DemoKeys;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-site-'));
  await ensureDemoKeys(folder);
  stranger = await ensureDemoKeys(join(folder, 'stranger'));
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

const inbox = (): Promise<string[]> => readdir(site.keys.intake.inboxFolder);
const openReceived = async (id: string) => {
  const privateKeys = expectOk(await readPrivateKeys(site.keys.intake.keysFolder));
  const register = await readKioskRegister(site.keys.intake.kiosksFolder);
  return openSubmission({
    folder: join(site.keys.intake.inboxFolder, id),
    outFolder: join(site.folder, 'opened'),
    privateKeyFor: (kid) => privateKeys.get(kid),
    kioskKeyFor: (kid) => register.keyFor(kid),
  });
};

describe('from the kiosk to the intake', () => {
  test('a document arrives, is acknowledged by a signed receipt, and opens with the recipient key', async () => {
    intake = await site.startIntake();
    const id = await site.accept(Buffer.from('%PDF-1.7 hello'));
    uploader = site.startUploader(intake.port);
    await uploader.event('delivered');
    expect(await inbox()).toEqual([id]);
    expect(await readdir(join(site.spoolFolder, 'delivered', id))).toContain('receipt.jws');
    const opened = expectOk(await openReceived(id));
    expect(await readFile(opened.documents[0] ?? '', 'utf8')).toBe('%PDF-1.7 hello');
    expect(opened.manifest.details).toEqual({
      caseNumber: '12345//0000001',
      name: 'Erika Musterfrau',
    });
    expect(await openReceived(id)).toEqual({ ok: false, problem: 'already-opened' });
  });

  test('while the intake is down the document waits; when it is back the document arrives', async () => {
    const gone = await site.startIntake();
    await gone.stop();
    const id = await site.accept();
    uploader = site.startUploader(gone.port);
    await uploader.event('attempt-failed', 'unreachable');
    await uploader.until(({ kind }) => kind === 'status');
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
    intake = await site.startIntake(gone.port);
    uploader.wake();
    await uploader.event('delivered');
    expect(await inbox()).toEqual([id]);
  });

  test('an intake with a certificate of another authority gets nothing', async () => {
    intake = await site.startIntake();
    const id = await site.accept();
    uploader = site.startUploader(intake.port, { caFile: stranger.kiosk.caFile });
    await uploader.event('attempt-failed', 'certificate-refused');
    expect(await inbox()).toEqual([]);
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
  });

  test('a kiosk with a certificate of another authority is not let in', async () => {
    intake = await site.startIntake();
    const id = await site.accept();
    const { certFile, keyFile } = stranger.kiosk;
    uploader = site.startUploader(intake.port, { certFile, keyFile });
    await uploader.event('attempt-failed', 'not-authorised');
    expect(await inbox()).toEqual([]);
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
  });

  test('a kiosk whose device key the intake does not know waits with an alarm, and is served once it is known', async () => {
    intake = await site.startIntake();
    const [name = ''] = await readdir(site.keys.intake.kiosksFolder);
    const registered = join(site.keys.intake.kiosksFolder, name);
    await rename(registered, `${registered}.away`);
    const id = await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'not-authorised');
    expect(await inbox()).toEqual([]);
    await rename(`${registered}.away`, registered);
    uploader.wake();
    await uploader.event('delivered');
    expect(await inbox()).toEqual([id]);
  });

  test('a receipt that the intake did not sign is no receipt: the document stays', async () => {
    intake = await site.startIntake();
    const id = await site.accept();
    uploader = site.startUploader(intake.port, {
      receiptKeyFiles: [...stranger.kiosk.receiptKeyFiles],
    });
    await uploader.event('attempt-failed', 'receipt-invalid');
    expect(uploader.reports.some((r) => r.kind === 'event' && r.event === 'delivered')).toBe(false);
    expect(await readdir(join(site.spoolFolder, 'ready'))).toEqual([id]);
  });

  test('an intake whose disk fails once after the last byte gets the document anew, and has it once', async () => {
    let failures = 1;
    intake = await site.startIntake(0, {
      checkpoint(point) {
        if (point !== 'intake:part-received' || failures === 0) return;
        failures -= 1;
        throw Object.assign(new Error('disk'), { code: 'EIO' });
      },
    });
    const id = await site.accept();
    uploader = site.startUploader(intake.port);
    await uploader.event('attempt-failed', 'server-failed');
    await uploader.event('delivered');
    expect(await inbox()).toEqual([id]);
    expectOk(await openReceived(id));
  });

  test.each([
    ['intake:part-staged', 3],
    ['intake:receipt-pending', 1],
    ['intake:moved-to-inbox', 1],
    ['intake:receipt-final', 1],
  ] as const)(
    'an intake whose disk fails once at %s has every part, gives the receipt when it is asked again, and has one document',
    async (failing, passing) => {
      let passed = 0;
      intake = await site.startIntake(0, {
        checkpoint(point) {
          if (point !== failing) return;
          passed += 1;
          if (passed === passing) throw Object.assign(new Error('disk'), { code: 'ENOSPC' });
        },
      });
      const id = await site.accept();
      uploader = site.startUploader(intake.port);
      await uploader.event('delivered');
      expect(passed).toBeGreaterThanOrEqual(passing);
      expect(await inbox()).toEqual([id]);
      expectOk(await openReceived(id));
    },
  );

  test.each(['document-1.jwe', 'manifest.jwe', 'announcement.jws'])(
    'a flipped bit in %s is refused by the opener, and nothing is written',
    async (name) => {
      intake = await site.startIntake();
      const id = await site.accept();
      uploader = site.startUploader(intake.port);
      await uploader.event('delivered');
      const path = join(site.keys.intake.inboxFolder, id, name);
      const bytes = await readFile(path);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
      expect((await openReceived(id)).ok).toBe(false);
      expect(await readdir(join(site.folder, 'opened')).catch(() => [])).toEqual([]);
    },
  );

  test('documents swapped between two submissions are refused by the opener', async () => {
    intake = await site.startIntake();
    const [first, second] = [await site.accept(), await site.accept()];
    uploader = site.startUploader(intake.port);
    await uploader.until((r) => r.kind === 'status' && r.status.delivered === 2);
    const at = (id: string): string => join(site.keys.intake.inboxFolder, id, 'document-1.jwe');
    await copyFile(at(first), at(second));
    expect(await openReceived(second)).toEqual({
      ok: false,
      problem: 'document-differs-from-manifest',
    });
  });

  test('settings that make no sense are refused with the reason', async () => {
    uploader = site.startUploader(1, { caFile: join(site.folder, 'missing.pem') });
    const report = await uploader.event('settings-refused');
    expect(report.kind === 'event' ? report.detail : '').toContain('missing.pem');
    uploader = null;
  });
});
