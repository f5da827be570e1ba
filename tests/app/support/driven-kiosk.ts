import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Display } from '../../../setup/display.mjs';
import { electronRuntime } from '../../../setup/electron-runtime.mjs';
import { commandAs, ordinaryAccount } from '../../../setup/test-account.mjs';

/** A real kiosk that somebody touches and types at, without a debugger in it. */
export interface DrivenKiosk {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves when the application has gone. */
  readonly gone: Promise<void>;
  /** The step on the screen. */
  readonly step: () => Promise<string>;
  readonly touch: (id: string) => Promise<boolean>;
  /** Types one character after the other into the field, until all of them stand there. */
  readonly type: (id: string, text: string) => Promise<void>;
  readonly mark: () => Promise<void>;
  readonly say: (kind: 'end' | 'finish' | 'submit' | 'continue') => Promise<void>;
  /** Has main's memory grow old, as it does in a long visit. */
  readonly age: () => Promise<void>;
  readonly crashScreens: () => Promise<void>;
  /** Waits for one of the steps; an error tells which was there instead. */
  readonly reach: (...steps: readonly string[]) => Promise<string>;
}

/**
 * Starts an application that was built by drivableApplication().
 * @param applicationFolder see killable-application.ts
 */
export const startDriven = async (
  applicationFolder: string,
  kioskFolder: string,
  display: Display,
): Promise<DrivenKiosk> => {
  const account = ordinaryAccount();
  const { path } = await electronRuntime();
  const { program, args } = commandAs(account, path, [applicationFolder, `--data=${kioskFolder}`]);
  const child = spawn(program, args, {
    cwd: account.home,
    env: { ...account.env, DISPLAY: display.name },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting: ((answer: unknown) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('ANSWER ')) waiting.shift()?.(JSON.parse(line.slice(7)));
  });
  child.stdin.on('error', () => undefined);
  const ask = (command: object): Promise<unknown> =>
    Promise.race([
      new Promise((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${JSON.stringify(command)}\n`);
      }),
      gone.then(() => 'gone'),
    ]);
  const until = async (look: () => Promise<unknown>, wanted: unknown): Promise<void> => {
    const end = Date.now() + 30_000;
    let seen = await look();
    while (seen !== wanted && Date.now() < end) {
      await delay(100);
      seen = await look();
    }
    if (seen !== wanted) throw new Error(`${String(seen)} instead of ${String(wanted)}`);
  };
  const tell = async (command: object): Promise<void> => {
    await ask(command);
  };
  const step = async (): Promise<string> => String(await ask({ do: 'step' }));
  return {
    pid: child.pid ?? 0,
    child,
    gone,
    step,
    touch: async (id) => (await ask({ do: 'touch', id })) === true,
    type: async (id, text) => {
      await until(() => ask({ do: 'touch', id }), true);
      for (const character of text) await ask({ do: 'type', character });
      await until(() => ask({ do: 'typed', id }), text.length);
    },
    mark: () => tell({ do: 'mark' }),
    say: (kind) => tell({ do: 'say', kind }),
    age: () => tell({ do: 'age' }),
    crashScreens: () => tell({ do: 'crash' }),
    reach: async (...steps) => {
      const until = Date.now() + 60_000;
      let last = '';
      while (Date.now() < until) {
        last = await step();
        if (steps.includes(last)) return last;
        await delay(100);
      }
      throw new Error(`The screen shows "${last}" instead of ${steps.join(' or ')}.`);
    },
  };
};
