import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the kiosk has said so far. */
export interface Spoken {
  /** For the kiosk's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Every text that reached the voice, oldest first. */
  readonly said: () => readonly string[];
}

const SEPARATOR = '\u001e';

/**
 * Stands between the kiosk and the real espeak-ng: writes down what is to be said, then lets espeak-ng say it
 * into nowhere, so that no test needs a loudspeaker. A text that is interrupted at once is not written down.
 * @param folder a place that the kiosk's account may enter
 */
export const writeDownSpeech = (folder: string): Spoken => {
  const bin = join(folder, 'voice');
  const notes = join(bin, 'said');
  mkdirSync(bin);
  writeFileSync(notes, '');
  chmodSync(notes, 0o666);
  const program = join(bin, 'espeak-ng');
  writeFileSync(
    program,
    `#!/bin/sh
text=$(cat)
printf '%s\\036' "$text" >> '${notes}'
printf '%s' "$text" | /usr/bin/espeak-ng "$@" -w /dev/null
`,
  );
  chmodSync(program, 0o755);
  chmodSync(bin, 0o755);
  return {
    env: { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin` },
    said: () =>
      existsSync(notes) ? readFileSync(notes, 'utf8').split(SEPARATOR).slice(0, -1) : [],
  };
};
