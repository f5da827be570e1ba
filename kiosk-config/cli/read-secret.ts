import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Shows nothing of what is typed. */
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * Asks for something that must not be seen: on a terminal without echo, otherwise one line of what is piped in.
 * Never an argument, so that it stands in no history and no process list.
 * @returns what was typed, without the end of the line; null where nothing came
 */
export const readSecrets = async (
  questions: readonly string[],
): Promise<readonly string[] | null> => {
  const terminal = process.stdin.isTTY;
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  const answers: string[] = [];
  const next = lines[Symbol.asyncIterator]();
  try {
    for (const question of questions) {
      process.stderr.write(question);
      const line = await next.next();
      if (terminal) process.stderr.write('\n');
      if (line.done === true) return null;
      answers.push(line.value.trim());
    }
    return answers;
  } finally {
    lines.close();
    if (!terminal) process.stderr.write('\n');
  }
};
