import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Numbers of one part of the test run.
 *
 * @typedef {object} Outcome
 * @property {string} part
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

const checks = ['types', 'lint', 'format', 'boundaries', 'dead-code'];

/** Tests that share nothing and run side by side. */
export const quickProjects = ['unit', 'contract', 'pipeline', 'ui'];

/** Each check of `npm run check`, one after the other, with its output. */
export async function runChecks() {
  /** @type {Outcome} */
  const outcome = { part: 'check', passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const { code } = await runProgram('npm', ['run', '-s', `check:${check}`], {
      cwd: projectFolder,
      inherit: true,
    });
    console.log(`  ${code === 0 ? '✔' : '✘'} check:${check}`);
    if (code === 0) outcome.passed += 1;
    else outcome.failed += 1;
  }
  return outcome;
}

/**
 * vitest's JSON report, as far as it is needed.
 *
 * @typedef {Readonly<Record<'numPassedTests' | 'numFailedTests' | 'numFailedTestSuites' |
 *   'numPendingTests' | 'numTodoTests', number>>} Report
 */

/** @param {string} file */
function readReport(file) {
  /** @type {unknown} */
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return /** @type {Report} */ (report);
}

/**
 * @param {string} reportFile vitest's JSON report
 * @param {string} part
 * @param {number} code vitest's exit code
 * @returns {Outcome}
 */
function outcomeOf(reportFile, part, code) {
  // It may have ended before it could report anything.
  const report = existsSync(reportFile) ? readReport(reportFile) : null;
  if (report === null) return { part, passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests;
  // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
  const broken = failed === 0 && code !== 0 ? Math.max(1, report.numFailedTestSuites) : 0;
  return {
    part,
    passed: report.numPassedTests,
    failed: failed + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Runs vitest projects.
 *
 * @param {string} part how the summary calls it
 * @param {readonly string[]} projects
 * @param {readonly string[]} args file filters and further options for vitest
 */
export async function runTests(part, projects, args) {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-tests-'));
  const reportFile = join(folder, 'report.json');
  try {
    const { code } = await runProgram(
      process.execPath,
      [
        join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        `--reporter=${join(projectFolder, 'setup', 'stall-guard.mjs')}`,
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...args,
      ],
      { cwd: projectFolder, inherit: true },
    );
    return outcomeOf(reportFile, part, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
