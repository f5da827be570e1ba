import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureDemoKeys, type DemoKeys } from '../../../setup/demo-keys.ts';
import { bundleProgram } from '../../support/bundle-program.ts';

// The operating system is asked, not the program: strace writes down every fsync and rename that really happened.
const CALLS = 'trace=fsync,fdatasync,rename,renameat,renameat2,write,writev';

let folder = '';
let keys: DemoKeys;
/** What the kiosk and the intake did, one short line per call, in order. */
let kiosk: readonly string[] = [];
let intake: readonly string[] = [];

const traced = (log: string, program: string, args: readonly string[]) => {
  const child = spawn(
    'strace',
    ['-f', '-y', '-s', '64', '-e', CALLS, '-o', log, process.execPath, program, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  return {
    ended: new Promise((done) => child.once('close', done)),
    firstLine: new Promise<string>((done) => lines.once('line', done)),
  };
};

/** Shortens paths and keeps successful calls: "fsync ready/ID", "rename tmp/ID ready/ID", "write R0". */
const readTrace = async (log: string, id: string): Promise<string[]> => {
  const short = (path: string): string =>
    path
      .replace(`${folder}/`, '')
      .replaceAll(id, 'ID')
      .replace(/uploads\/[0-9a-f]{32}/, 'uploads/FILE')
      .replace(/references\/\d+/, 'references/NUMBER');
  const calls: string[] = [];
  const unfinished = new Map<string, string>();
  for (const raw of (await readFile(log, 'utf8')).split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(raw) ?? [];
    let text = rest;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (resumed !== null) text = `${unfinished.get(pid) ?? ''}${resumed[1] ?? ''}`;
    if (rest.endsWith('<unfinished ...>')) {
      unfinished.set(pid, rest.replace(' <unfinished ...>', ''));
      continue;
    }
    if (!/ = \d+/.test(text)) continue;
    const sync = /^f(?:data)?sync\(\d+<([^>]+)>/.exec(text);
    const move = /^rename\w*\(.*?"([^"]+)".*?"([^"]+)"/.exec(text);
    if (sync !== null) calls.push(`fsync ${short(sync[1] ?? '')}`);
    else if (move !== null) calls.push(`rename ${short(move[1] ?? '')} ${short(move[2] ?? '')}`);
    else if (/^write\w*\(1<.*"R0 /.test(text)) calls.push('R0 shown');
  }
  return calls;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-fsync-'));
  keys = await ensureDemoKeys(folder);
  const program = (name: string) =>
    bundleProgram(`tests/support/delivery-${name}-program.ts`, join(folder, name));
  const intakeLog = join(folder, 'intake.log');
  const kioskLog = join(folder, 'kiosk.log');
  const server = traced(intakeLog, await program('intake'), [keys.intake.configFile, '0', '-']);
  const [, port = '', pid = ''] = (await server.firstLine).split(' ');
  const client = traced(kioskLog, await program('kiosk'), [folder, port, '1', '-']);
  await client.ended;
  const [id = ''] = await readdir(keys.intake.inboxFolder);
  // strace ends when what it watches ends.
  process.kill(Number(pid), 'SIGKILL');
  await server.ended;
  kiosk = await readTrace(kioskLog, id);
  intake = await readTrace(intakeLog, id);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Fails unless the calls come in this order; others may lie between. */
const expectInOrder = (calls: readonly string[], wanted: readonly string[]): void => {
  let at = -1;
  for (const call of wanted) {
    const next = calls.indexOf(call, at + 1);
    expect(
      next,
      `"${call}" after "${calls[at] ?? 'the start'}" in\n${calls.join('\n')}`,
    ).toBeGreaterThan(at);
    at = next;
  }
};

describe('what the operating system was told', () => {
  test('the kiosk shows a receipt only after files, journal and folders are on the disk', () => {
    expectInOrder(kiosk, [
      'fsync kiosk/spool/tmp/ID/document-1.jwe',
      'fsync kiosk/spool/tmp/ID/manifest.jwe',
      'fsync kiosk/spool/tmp/ID/announcement.jws',
      'fsync kiosk/spool/tmp/ID/journal.jsonl',
      'fsync kiosk/spool/tmp/ID',
      'rename kiosk/spool/tmp/ID kiosk/spool/ready/ID',
      'fsync kiosk/spool/ready',
      'fsync kiosk/spool/tmp',
      'R0 shown',
    ]);
  });

  test('the kiosk keeps the receipt of the intake before it calls anything delivered', () => {
    expectInOrder(kiosk, [
      'fsync kiosk/spool/ready/ID/receipt.jws.new',
      'rename kiosk/spool/ready/ID/receipt.jws.new kiosk/spool/ready/ID/receipt.jws',
      'fsync kiosk/spool/ready/ID',
      'fsync kiosk/spool/ready/ID/journal.jsonl',
      'rename kiosk/spool/ready/ID kiosk/spool/delivered/ID',
      'fsync kiosk/spool/delivered',
    ]);
  });

  test('the intake makes every file durable, then the submission, then its receipt valid', () => {
    const took = (name: string): string[] => [
      'fsync demo-intake/uploads/FILE',
      `rename demo-intake/uploads/FILE demo-intake/staging/ID/${name}`,
      'fsync demo-intake/staging/ID',
    ];
    expectInOrder(intake, [
      ...took('announcement.jws'),
      ...took('document-1.jwe'),
      ...took('manifest.jwe'),
      'fsync demo-intake/receipts/.ID.pending.new',
      'rename demo-intake/receipts/.ID.pending.new demo-intake/receipts/ID.pending',
      'fsync demo-intake/receipts',
      'rename demo-intake/staging/ID demo-intake/inbox/ID',
      'fsync demo-intake/inbox',
      'rename demo-intake/receipts/ID.pending demo-intake/receipts/ID.jws',
      'fsync demo-intake/receipts',
    ]);
  });
});
