import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyHead, nextEntry } from '../../../kiosk-config/audit/audit-chain.ts';
import { checkAuditLog, noteAct } from '../../../kiosk-config/audit/audit-log.ts';
import { auditCommand } from '../../../kiosk-config/cli/audit.ts';

const start = Date.UTC(2026, 10, 23, 9);
let folder: string;
const logFile = (): string => join(folder, 'audit', 'audit.jsonl');
const headFile = (): string => join(folder, 'audit', 'audit.head');

const lines = (): string[] => readFileSync(logFile(), 'utf8').split('\n').slice(0, -1);
const rewrite = (changed: readonly string[]): void =>
  writeFileSync(logFile(), changed.map((line) => `${line}\n`).join(''));

const fault = (): string => {
  const checked = checkAuditLog(folder);
  return checked.ok ? 'good' : `${checked.problem.fault} ${checked.problem.line}`;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-audit-'));
  noteAct(folder, { at: start, who: '07', act: 'logged-on', detail: 'technician' });
  noteAct(folder, { at: start + 1, who: '07', act: 'taken-out-of-order', detail: 'maintenance' });
  noteAct(folder, { at: start + 2, who: '07', act: 'logs-exported' });
  noteAct(folder, { at: start + 3, who: '07', act: 'logged-off' });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the audit log', () => {
  it('says who did what and when, and is good as it is', () => {
    expect(fault()).toBe('good');
    expect(JSON.parse(lines()[2] ?? '')).toMatchObject({
      n: 3,
      at: '2026-11-23T09:00:00.001Z',
      who: '07',
      act: 'taken-out-of-order',
      detail: 'maintenance',
    });
  });

  it('takes no free text, where a name could stand', () => {
    const entry = nextEntry(emptyHead, {
      at: '',
      who: 'Erika Muster',
      act: 'logged-on',
      detail: '',
    });
    rewrite([JSON.stringify(entry)]);
    expect(fault()).toBe('unreadable 1');
  });
});

describe('somebody who tampers with it', () => {
  it.each([
    ['another person', (line: string) => line.replace('"who":"07"', '"who":"08"')],
    ['another time', (line: string) => line.replace('09:00:00.001', '09:00:00.009')],
    ['another act', (line: string) => line.replace('taken-out-of-order', 'put-back-in-order')],
    ['another reason', (line: string) => line.replace('maintenance', 'back-soon')],
  ])('is found out: %s in an entry', (_, change) => {
    rewrite(lines().map((line, at) => (at === 2 ? change(line) : line)));
    expect(fault()).toBe('altered 3');
  });

  it('is found out even where the hash of the changed entry was made anew', () => {
    const all = lines();
    const third = JSON.parse(all[2] ?? '') as { previous: string };
    const forged = nextEntry(
      { count: 2, hash: third.previous },
      { at: new Date(start).toISOString(), who: '08', act: 'logged-on', detail: '' },
    );
    rewrite(all.map((line, at) => (at === 2 ? JSON.stringify(forged) : line)));
    expect(fault()).toBe('missing-or-reordered 4');
  });

  it('is found out: an entry taken out, two exchanged, one put in twice', () => {
    const all = lines();
    const [a = '', b = '', c = '', d = '', e = ''] = all;
    for (const changed of [
      [a, b, d, e],
      [a, c, b, d, e],
      [a, b, b, c, d, e],
    ]) {
      rewrite(changed);
      expect(fault()).toMatch(/^missing-or-reordered/);
    }
    rewrite(all);
    expect(fault()).toBe('good');
  });

  it.each([1, 2, 4, 5])('is found out: the last %i entries cut off', (cut) => {
    rewrite(lines().slice(0, -cut));
    expect(fault()).toBe('shortened 0');
  });

  it('is found out: the head file removed, or one of another log', () => {
    const head = readFileSync(headFile(), 'utf8');
    rmSync(headFile());
    expect(fault()).toBe('shortened 0');
    writeFileSync(headFile(), head.replace(/"hash":"./, '"hash":"x'));
    expect(fault()).not.toBe('good');
  });

  it('who writes the whole log anew is found out by an end noted elsewhere', () => {
    const noted = /Note for the next check: (\S+)/.exec(auditCommand(folder, undefined).said)?.[1];
    rmSync(join(folder, 'audit'), { recursive: true });
    for (let at = 0; at < 8; at += 1)
      noteAct(folder, { at: start + at, who: '07', act: 'logged-on' });
    expect(fault()).toBe('good');
    expect(auditCommand(folder, noted)).toEqual({ good: false, said: 'NOT GOOD: replaced.' });
  });

  it('who writes the whole log anew is found out by the kiosk’s own log', () => {
    const hash = (JSON.parse(lines()[4] ?? '') as { hash: string }).hash.slice(0, 16);
    mkdirSync(join(folder, 'log'));
    writeFileSync(
      join(folder, 'log', 'kiosk.jsonl'),
      `{"at":"x","level":"info","event":"attendant-act","act":"logged-off","entry":5,"hash":"${hash}"}\n`,
    );
    expect(auditCommand(folder, undefined).good).toBe(true);
    rmSync(join(folder, 'audit'), { recursive: true });
    for (let at = 0; at < 8; at += 1)
      noteAct(folder, { at: start + at, who: '07', act: 'logged-on' });
    expect(auditCommand(folder, undefined).said).toContain('entry 5 is not the one');
  });

  it('leaves evidence: the damaged log is kept, and the new one begins by saying so', () => {
    rewrite(lines().slice(0, -1));
    noteAct(folder, { at: start + 9, who: '08', act: 'logged-on' });
    expect(fault()).toBe('good');
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      act: 'log-began-anew',
      detail: 'shortened',
    });
    expect(readdirSync(join(folder, 'audit'))).toContain(`audit-set-aside-${start + 9}.jsonl`);
  });
});

describe('a power cut', () => {
  it('in the middle of a line costs that line only, and the log goes on', () => {
    appendFileSync(logFile(), '{"n":6,"at":"2026-');
    expect(fault()).toBe('good');
    noteAct(folder, { at: start + 9, who: '08', act: 'logged-on' });
    expect(fault()).toBe('good');
    expect(lines()).toHaveLength(6);
  });

  it('between the entry and the head is no tampering', () => {
    const head = readFileSync(headFile(), 'utf8');
    noteAct(folder, { at: start + 9, who: '08', act: 'logged-on' });
    writeFileSync(headFile(), head);
    expect(fault()).toBe('good');
  });

  it('that leaves the lock behind does not shut the log for good', () => {
    writeFileSync(join(folder, 'audit', 'audit.lock'), '');
    const past = new Date(Date.now() - 60_000);
    utimesSync(join(folder, 'audit', 'audit.lock'), past, past);
    noteAct(folder, { at: start + 9, who: '08', act: 'logged-on' });
    expect(existsSync(join(folder, 'audit', 'audit.lock'))).toBe(false);
    expect(lines()).toHaveLength(6);
  });
});
