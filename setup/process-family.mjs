import { readdirSync, readFileSync } from 'node:fs';

/**
 * What a look into /proc gives, or something empty where the process or thread has ended meanwhile.
 *
 * @template Value
 * @param {() => Value} look
 * @param {Value} none
 */
function unlessEnded(look, none) {
  try {
    return look();
  } catch {
    return none;
  }
}

/** @param {number} pid */
function childrenOf(pid) {
  const threads = `/proc/${String(pid)}/task`;
  return unlessEnded(() => readdirSync(threads), []).flatMap((thread) =>
    unlessEnded(() => readFileSync(`${threads}/${thread}/children`, 'utf8'), '')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/**
 * A process and all it started, as far as they are there (proc(5): /proc/PID/task/TID/children).
 *
 * @param {number} pid
 * @returns {readonly number[]}
 */
export const familyOf = (pid) => [pid, ...childrenOf(pid).flatMap(familyOf)];
