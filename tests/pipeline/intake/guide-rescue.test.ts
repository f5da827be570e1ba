import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureDemoKeys } from '../../../setup/demo-keys.ts';
import {
  clearSite,
  createSite,
  type RunningUploader,
  type Site,
} from '../../support/delivery-site.ts';
import type { Intake } from '../../../intake/server.ts';

// Backup, restore and taking a kiosk away: the administrator's guide at its word, as in guide.test.ts.

let folder = '';
let site: Site;
let intake: Intake | null = null;
let uploader: RunningUploader | null = null;
let places: Readonly<Record<'DATA' | 'BACKUP' | 'KIOSK' | 'MEDIUM', string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-rescue-'));
  await ensureDemoKeys(folder);
  places = {
    DATA: join(folder, 'demo-intake'),
    BACKUP: join(folder, 'backup'),
    KIOSK: join(folder, 'kiosk'),
    MEDIUM: join(folder, 'medium'),
  };
  await mkdir(places.BACKUP);
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

/** Runs the guide's lines that contain some words, as they stand. */
const run = async (words: string) => {
  const guide = await readFile(resolve('docs/operations/intake.md'), 'utf8');
  const blocks = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text);
  const block = blocks.find((text) => text.includes(words)) ?? 'echo not in the guide >&2; false';
  return spawnSync('sh', ['-e', '-c', block], {
    env: { ...process.env, ...places },
    encoding: 'utf8',
  });
};
const runWell = async (words: string): Promise<string> => {
  const { status, stdout, stderr } = await run(words);
  expect(status, stderr).toBe(0);
  return stdout;
};

/** Opens one sealed submission with the opener's command line; gives what it says. */
const openWith = (submission: string) =>
  spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'intake/cli/open.ts', submission],
      ...['--key', site.keys.intake.keysFolder, '--kiosks', site.keys.intake.kiosksFolder],
      ...['--out', join(folder, 'opened')],
    ],
    { encoding: 'utf8' },
  );

const deliver = async (count: number): Promise<void> => {
  intake ??= await site.startIntake();
  uploader ??= site.startUploader(intake.port);
  uploader.wake();
  await uploader.until((r) => r.kind === 'status' && r.status.delivered === count);
};

test('after a lost disk the intake has the backup again, and the kiosk gives back what came later', async () => {
  const early = await site.accept(Buffer.from('%PDF-1.7 before the backup'));
  await deliver(1);
  await runWell('tar -C "$DATA" -czf');
  const late = await site.accept(Buffer.from('%PDF-1.7 after the backup'));
  await deliver(2);
  await uploader?.stop();
  await intake?.stop();
  [uploader, intake] = [null, null];
  const inbox = site.keys.intake.inboxFolder;
  for (const name of ['inbox', 'receipts', 'references', 'confirmations', 'archive'])
    await rm(join(places.DATA, name), { recursive: true, force: true });
  await runWell('tar -C "$DATA" -xzf');
  expect(await readdir(inbox)).toEqual([early]);
  await runWell('for entry in');
  await runWell('for entry in');
  expect((await readdir(inbox)).sort()).toEqual([early, late].sort());
  for (const id of [early, late]) expect(openWith(join(inbox, id)).status).toBe(0);
  // The restored intake goes on: the next submission is received, the restored one is not received twice.
  await site.accept();
  await deliver(3);
  expect(await readdir(inbox)).toHaveLength(3);
});

/** A kiosk whose only window for sending begins in six hours. */
const deviceThatSendsLater = () => {
  const inHours = (hours: number): string =>
    new Intl.DateTimeFormat('de-DE', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(
      Date.now() + hours * 3_600_000,
    );
  const windows = [{ from: inHours(6), to: inHours(7) }];
  return {
    use: 'werl',
    kiosk: { id: 'werl-1', number: 1 },
    scanner: { driver: { driver: 'virtual' } },
    recipient: { keyFile: 'keys/recipients/demo.jwk.json' },
    transport: { kind: 'folder', folder: 'share' },
    upload: { when: 'windows', windows, atLatestAfterMinutes: 24 * 60 },
  };
};

test('the status on the command line says when the schedule sends next, and nothing personal', async () => {
  await site.accept();
  const device = join(folder, 'device.json');
  await writeFile(device, JSON.stringify(deviceThatSendsLater()));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'electron/cli/spool.ts', 'status'],
      ...['--spool', site.spoolFolder, '--device', device],
    ],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('1 waiting');
  expect(stdout).toMatch(/next transmission: \d{4}-\d\d-\d\d \d\d:\d\d \(Europe\/Berlin\)/);
  expect(stdout).not.toContain('Musterfrau');
});

test('while the kiosk runs nothing is exported and nothing removed: what it accepts meanwhile would be missing', async () => {
  await deliver(0);
  const id = await site.accept(Buffer.from('%PDF-1.7 accepted meanwhile'));
  for (const words of ['spool -- export', 'retire --spool']) {
    const { status, stderr } = await run(words);
    expect(status, words).toBe(1);
    expect(stderr, words).toContain('The kiosk still runs: stop it first.');
  }
  await expect(stat(join(places.MEDIUM, id))).rejects.toThrow(/ENOENT/);
  await deliver(1);
  expect(await readdir(site.keys.intake.inboxFolder)).toEqual([id]);
});

// The last one: it erases the keys.
test('a kiosk is taken away only when everything is safe, and its sealed submissions open elsewhere', async () => {
  const id = await site.accept(Buffer.from('%PDF-1.7 never sent'));
  const refused = await run('retire --spool');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(id);
  await runWell('spool -- export');
  const opened = openWith(join(places.MEDIUM, id));
  expect(opened.status, opened.stderr).toBe(0);
  const [document = ''] = opened.stdout.split('\n');
  expect(await readFile(document, 'utf8')).toBe('%PDF-1.7 never sent');
  await runWell('retire --spool');
  for (const gone of ['spool', 'keys/device.jwk.json', 'keys/client.key.pem'])
    await expect(stat(join(places.KIOSK, gone))).rejects.toThrow(/ENOENT/);
});
