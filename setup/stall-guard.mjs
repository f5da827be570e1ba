import { execFileSync } from 'node:child_process';
import { familyOf } from './process-family.mjs';

/**
 * How long a run may pass without any news, in minutes: longer than the longest time that a single test is given.
 * The long forms of some tests (`EINWURF_REPETITIONS`) need more.
 */
const LIMIT = Number(process.env['EINWURF_STALL_MINUTES'] ?? 15);

/**
 * What the processes are doing: state and the place in the kernel where each waits (ps(1): stat, wchan).
 *
 * @param {readonly number[]} pids
 */
function tableOf(pids) {
  try {
    const columns = 'pid,ppid,stat,wchan:24,etime,time,args';
    return execFileSync('ps', ['-o', columns, '-p', pids.join(',')], {
      encoding: 'utf8',
      timeout: 10_000,
    })
      .split('\n')
      .map((line) => line.slice(0, 200))
      .join('\n');
  } catch {
    return '';
  }
}

/**
 * A reporter for vitest that ends a run in which nothing happens any more, and says which tests were under way.
 * vitest's own time limits do not reach a test that blocks its process, a process that does not end, or vitest itself.
 *
 * It also names each file of one-at-a-time projects as it begins and each failure as it comes, so that a run that
 * somebody else cuts off tells how far it was.
 */
export default class StallGuard {
  /** @readonly @type {Map<string, string>} */
  #underWay = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #last = '';

  /** @param {string} what */
  #news(what) {
    this.#last = what;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), LIMIT * 60_000);
    this.#timer.unref();
  }

  #end() {
    const below = familyOf(process.pid).slice(1);
    console.error(`\nNo test began or ended for ${String(LIMIT)} minutes; this run ends here.`);
    console.error(`  Last: ${this.#last}`);
    for (const name of this.#underWay.values()) console.error(`  Under way: ${name}`);
    console.error(tableOf(below));
    for (const pid of below) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    process.exit(1);
  }

  onInit() {
    this.#news('the run began');
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleQueued(module) {
    this.#news(`${module.relativeModuleId} began`);
    this.#underWay.set(module.id, module.relativeModuleId);
    if (module.project.name === 'app') console.log(` … ${module.relativeModuleId}`);
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    this.#news(`${module.relativeModuleId} ended`);
    this.#underWay.delete(module.id);
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseReady(test) {
    const name = `${test.module.relativeModuleId} > ${test.fullName}`;
    this.#news(`${name} began`);
    this.#underWay.set(test.id, name);
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const name = `${test.module.relativeModuleId} > ${test.fullName}`;
    this.#news(`${name} ended`);
    this.#underWay.delete(test.id);
    const result = test.result();
    if (result.state !== 'failed') return;
    console.log(` ✘ ${name}: ${result.errors[0]?.message.split('\n')[0] ?? ''}`);
  }
}
