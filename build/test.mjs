/**
 * npm test -- [STEP…]: everything that has to hold, or only the named steps (`types` stands for all
 * `types:…`). Goes on after a failure; the last line counts, and the exit code is 1 if any failed.
 */
import { runScript } from './lib/problem.mjs';
import { check, cleanTree, typeChecks, vitest } from './lib/suite.mjs';
import { setUp } from './setup/index.mjs';

/** @typedef {import('./lib/suite.mjs').Outcome} Outcome */

/** @returns {import('./lib/suite.mjs').Step[]} */
function allSteps() {
  return [
    ...typeChecks(),
    check('lint', 'eslint', ['--config', 'build/eslint.config.mjs', '.']),
    check('format', 'prettier', [
      ...['--check', '--log-level', 'warn', '.'],
      ...['--config', 'build/prettier.json', '--ignore-path', 'build/prettierignore'],
    ]),
    check('dead-code', 'knip', ['--config', 'build/knip.json']),
    vitest('unit', 'build/vitest.config.mts'),
    vitest('e2e', 'build/vitest.e2e.config.mts'),
    ...(process.env['CI'] ? [cleanTree()] : []),
  ];
}

/** @param {readonly string[]} names */
function chosenSteps(names) {
  const steps = allSteps();
  if (names.length === 0) return steps;
  return steps.filter(({ name }) => names.some((wanted) => name === wanted || name.startsWith(`${wanted}:`)));
}

await runScript(async () => {
  const names = process.argv.slice(2);
  await setUp({
    needs: new Set(['systemPackages', 'modules', 'electron', 'electron25Types']),
    virtualWall: process.platform === 'linux',
  });
  const steps = chosenSteps(names);
  if (steps.length === 0) {
    console.error(
      `No such step: ${names.join(' ')}. Steps: ${allSteps()
        .map(({ name }) => name)
        .join(' ')}`,
    );
    return 2;
  }
  const { bundle } = await import('./bundle.mjs');
  await bundle([]);

  /** @type {Outcome} */
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  /** @param {import('./lib/suite.mjs').Step} step */
  const take = async ({ name, run }) => {
    const start = performance.now();
    console.log(`\n── ${name}`);
    const outcome = await run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`── ${name}: ${outcome.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
    total.failures.push(...outcome.failures);
  };
  const checks = steps.filter(({ isCheck }) => isCheck);
  const takeChecks = async () => {
    for (let next = checks.shift(); next !== undefined; next = checks.shift()) await take(next);
  };
  await Promise.all([takeChecks(), takeChecks()]);
  for (const step of steps) if (!step.isCheck) await take(step);
  if (total.failures.length > 0) console.log(`\nFailures:\n${total.failures.map((line) => `  ${line}`).join('\n')}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed === 0 ? 0 : 1;
});
