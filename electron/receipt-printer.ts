import { spawn } from 'node:child_process';
import type { KioskConfig } from '../kiosk-config/index.ts';
import type { ReceiptPaper } from './contract/receipt-paper.ts';
import type { Clock } from './journey/idle-clock.ts';
import type { Log } from './log/events.ts';
import type { KioskSurroundings } from './surroundings.ts';

/** A program's end. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program with these bytes as its input; one that cannot be started ends with null. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  input?: Uint8Array,
) => Promise<ProgramEnd>;

/** Programs of this machine, answering in English, so that their answers can be read. */
export const runProgramHere: RunProgram = (program, args, input) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', () => resolve({ code: null, output }));
    child.once('close', (code) => resolve({ code, output }));
    // It may have ended before it read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

/** Whether it lies in the printer. */
export type PrintOutcome = 'printed' | 'not-printed';

const LOOK_EVERY_MS = 500;
/** A printer that sleeps takes this long, ms; after that the job is taken back. */
const PRINT_MS = 45_000;

const JOB = /request id is (\S+-\d+)/;

/**
 * Prints a PDF through CUPS (`lp`, `lpstat`, `cancel`; package cups-client). The bytes go through a pipe, and the job is
 * called "receipt": nothing of it stands in an argument, a file or a list of jobs. A job that does not come through is
 * taken back with its data, so that it cannot come out beside the next customer. A job that has left the queue came out:
 * CUPS drops none by itself but with the error policy `abort-job` (docs/operations/receipts-on-paper.md).
 * @param printer the queue's name
 */
export const cupsPrinter =
  (printer: string, clock: Clock, run: RunProgram = runProgramHere) =>
  async (pdf: Uint8Array): Promise<PrintOutcome> => {
    const asked = await run('lp', ['-d', printer, '-t', 'receipt'], pdf);
    const job = JOB.exec(asked.output)?.[1];
    if (asked.code !== 0 || job === undefined) return 'not-printed';
    const isWaiting = async (): Promise<boolean> => {
      const { output } = await run('lpstat', ['-W', 'not-completed', '-o', printer]);
      return output.split('\n').some((line) => line.startsWith(`${job} `));
    };
    for (let waited = 0; await isWaiting(); waited += LOOK_EVERY_MS) {
      if (waited >= PRINT_MS) {
        await run('cancel', ['-x', job]);
        return 'not-printed';
      }
      await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve));
    }
    return 'printed';
  };

/** Draws and prints receipts on the site's printer; false where they did not come out, for whatever reason. */
export const receiptPrinting = (
  printer: KioskConfig['receiptPrinter'],
  pdfOf: KioskSurroundings['receiptPdf'],
  clock: Clock,
  log: Log,
): ((paper: ReceiptPaper) => Promise<boolean>) => {
  const print = async (paper: ReceiptPaper): Promise<boolean> => {
    if (printer === null) return false;
    const pdf = await pdfOf(paper, printer.paper);
    return (await cupsPrinter(printer.name, clock)(pdf)) === 'printed';
  };
  return async (paper) => {
    const ok = await print(paper).catch(() => false);
    log(ok ? 'receipt-printed' : 'receipt-not-printed');
    return ok;
  };
};
