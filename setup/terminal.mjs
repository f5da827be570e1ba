/** What the set-up says on the terminal: one line per step, with how long it took. */

/** Ends the set-up with one sentence that says what to do; anything else thrown is a bug. */
export class CannotGoOn extends Error {}

/** @param {number} since moment from performance.now(), in ms */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** @param {string} line */
export const say = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs one step and prints its name, outcome and duration.
 *
 * @template Value
 * @param {string} name what is being done, in a few words
 * @param {() => Promise<{readonly said: string, readonly value: Value}>} work
 * @returns {Promise<Value>}
 */
export async function step(name, work) {
  const since = performance.now();
  try {
    const { said, value } = await work();
    say(`  ✔ ${name}: ${said} (${seconds(since)})`);
    return value;
  } catch (problem) {
    say(`  ✘ ${name} (${seconds(since)})`);
    throw problem;
  }
}

/**
 * The outermost frame of a command: a sentence instead of a stack trace where the set-up cannot go on.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (problem) {
    if (!(problem instanceof CannotGoOn)) throw problem;
    process.stderr.write(`\n${problem.message}\n`);
    process.exitCode = 1;
  }
}
