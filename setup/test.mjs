// `npm test [-- PART [FILTER…]]`: sets everything up, then runs the checks and all tests. See README.md.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { CannotGoOn, command, say } from './terminal.mjs';
import { quickProjects, runChecks, runTests } from './test-parts.mjs';

const parts = ['check', ...quickProjects, 'app'];

/** @param {readonly string[]} words */
function chosenFrom(words) {
  const chosen = words.filter((word) => parts.includes(word));
  const filters = words.filter((word) => !parts.includes(word));
  if (chosen.length === 0 && filters.length > 0) {
    throw new CannotGoOn(
      `Name the part first, then what to filter for. Parts: ${parts.join(', ')}. ` +
        'Example: npm test -- app kill',
    );
  }
  return { chosen: chosen.length === 0 ? parts : chosen, filters };
}

/**
 * @param {readonly string[]} chosen
 * @param {readonly string[]} filters
 */
async function runAll(chosen, filters) {
  const outcomes = [];
  if (chosen.includes('check')) outcomes.push(await runChecks());
  const quick = quickProjects.filter((project) => chosen.includes(project));
  // The screens take one worker; everything else goes on beside them.
  if (quick.length > 0)
    outcomes.push(await runTests(quick.join(', '), quick, ['--max-workers=2', ...filters]));
  // Real Electron with real displays: one file at a time.
  if (chosen.includes('app')) {
    outcomes.push(await runTests('app', ['app'], ['--no-file-parallelism', ...filters]));
  }
  return outcomes;
}

/**
 * Checks every PDF that the tests have put into the folder.
 *
 * @param {string} folder
 * @param {boolean} expected whether tests that make some were run
 */
async function checkPdfs(folder, expected) {
  const count = readdirSync(folder).filter((name) => name.endsWith('.pdf')).length;
  const part = `the ${String(count)} PDFs of these tests`;
  if (count === 0) return { part, passed: 0, failed: expected ? 1 : 0, skipped: 0 };
  return runTests(part, ['pdfs'], []);
}

/**
 * The same with a folder into which the tests put every PDF they have made (`tests/support/pdf-collection.ts`).
 *
 * @param {readonly string[]} chosen
 * @param {readonly string[]} filters
 */
async function runAllAndCollect(chosen, filters) {
  const folder = mkdtempSync(join(tmpdir(), 'einwurf-pdfs-'));
  process.env['EINWURF_COLLECT_PDFS'] = folder;
  try {
    const outcomes = await runAll(chosen, filters);
    const expected = chosen.includes('pipeline') && filters.length === 0;
    outcomes.push(await checkPdfs(folder, expected));
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {{readonly passed: number, readonly failed: number, readonly skipped: number}} outcome */
const counted = ({ passed, failed, skipped }) =>
  `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`;

await command(async () => {
  const { chosen, filters } = chosenFrom(process.argv.slice(2));
  await setUp(['start', 'test', 'twain']);
  const outcomes = await runAllAndCollect(chosen, filters);
  const total = { passed: 0, failed: 0, skipped: 0 };
  say('');
  for (const outcome of outcomes) {
    say(`  ${outcome.part}: ${counted(outcome)}`);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
  }
  say(counted(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
