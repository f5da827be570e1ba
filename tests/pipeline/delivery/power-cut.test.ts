import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkpointNames, type CheckpointName } from '../../../electron/domain/checkpoint.ts';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { readKioskRegister } from '../../../intake/kiosk-register.ts';
import { openSubmission } from '../../../intake/opener.ts';
import { ensureDemoKeys, type DemoKeys } from '../../../setup/demo-keys.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { startProgram, type ProgramRun } from '../../support/delivery-process.ts';
import { expectOk } from '../../support/delivery-submission.ts';

/** `EINWURF_REPETITIONS=10` for the full count of the issue; each repetition ends some 25 processes. */
const REPETITIONS = Number(process.env['EINWURF_REPETITIONS'] ?? 1);
const DEADLINE_MS = 150_000;

let folder = '';
let keys: DemoKeys;
let kioskProgram = '';
let intakeProgram = '';
/** Plain SHA-512 of every document that a receipt was printed for, by submission. */
const acknowledged = new Map<string, string>();

const note = (line: string): void => {
  const [word, id = '', sha512 = ''] = line.split(' ');
  if (word === 'R0') acknowledged.set(id, sha512);
};
const start = (program: string, args: readonly string[]): ProgramRun =>
  startProgram(program, args, note, DEADLINE_MS);

const startIntake = async (port: number, killAt: CheckpointName | '-' = '-') => {
  const run = start(intakeProgram, [keys.intake.configFile, String(port), killAt]);
  return { ...run, port: Number((await run.line('READY')).split(' ')[1]) };
};

const startKiosk = (
  port: number,
  documents: number,
  killAt: CheckpointName | '-' = '-',
): ProgramRun => start(kioskProgram, [folder, String(port), String(documents), killAt]);

/** Opens everything at the intake and compares it with what receipts were given for. */
const everyReceiptHasOneDocument = async (): Promise<void> => {
  const inbox = await readdir(keys.intake.inboxFolder);
  const privateKeys = expectOk(await readPrivateKeys(keys.intake.keysFolder));
  const register = await readKioskRegister(keys.intake.kiosksFolder);
  for (const [id, sha512] of acknowledged) {
    expect(inbox.filter((name) => name === id)).toHaveLength(1);
    const opened = expectOk(
      await openSubmission({
        folder: join(keys.intake.inboxFolder, id),
        outFolder: join(folder, 'opened'),
        privateKeyFor: (kid) => privateKeys.get(kid),
        kioskKeyFor: (kid) => register.keyFor(kid),
      }),
    );
    const pdf = await readFile(opened.documents[0] ?? '');
    expect(createHash('sha512').update(pdf).digest('hex')).toBe(sha512);
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'einwurf-power-cut-'));
  keys = await ensureDemoKeys(folder);
  kioskProgram = await bundleProgram('tests/support/delivery-kiosk-program.ts', join(folder, 'k'));
  intakeProgram = await bundleProgram(
    'tests/support/delivery-intake-program.ts',
    join(folder, 'i'),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a power cut', () => {
  const kioskPoints = checkpointNames.filter((name) => !name.startsWith('intake:'));
  const intakePoints = checkpointNames.filter((name) => name.startsWith('intake:'));

  test(
    'at any point of the kiosk loses nothing and doubles nothing',
    async () => {
      const intake = await startIntake(0);
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1)
        for (const point of kioskPoints)
          expect(`${point} ${String(await startKiosk(intake.port, 1, point).ended)}`).toBe(
            `${point} SIGKILL`,
          );
      expect(await startKiosk(intake.port, 1).ended).toBe(0);
      intake.kill('SIGTERM');
      await everyReceiptHasOneDocument();
      expect(acknowledged.size).toBeGreaterThan(REPETITIONS * 10);
      expect(await readdir(join(folder, 'kiosk', 'spool', 'ready'))).toEqual([]);
      expect(await readdir(join(folder, 'kiosk', 'spool', 'corrupt'))).toEqual([]);
    },
    DEADLINE_MS * (1 + REPETITIONS * 3),
  );

  test(
    'at any point of the intake loses nothing and doubles nothing',
    async () => {
      acknowledged.clear();
      await rm(join(folder, 'opened'), { recursive: true, force: true });
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1)
        for (const point of intakePoints) {
          const intake = await startIntake(0, point);
          const kiosk = startKiosk(intake.port, 1);
          expect(await intake.ended).toBe('SIGKILL');
          const again = await startIntake(intake.port);
          expect(await kiosk.ended).toBe(0);
          again.kill('SIGTERM');
          await again.ended;
        }
      expect(acknowledged.size).toBe(REPETITIONS * intakePoints.length);
      await everyReceiptHasOneDocument();
    },
    DEADLINE_MS * (1 + REPETITIONS * 2),
  );
});
