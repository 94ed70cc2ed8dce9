import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureChild, runChild } from './child.mjs';
import { projectPath } from './paths.mjs';

/**
 * @typedef {{passed: number, failed: number, skipped: number, failures: string[]}} Outcome
 * @typedef {{name: string, isCheck?: boolean, run: () => Promise<Outcome>}} Step `isCheck`: reads the sources only and
 *   leaves the machine half idle, so it may run beside another
 */

/** A tool of node_modules, run by our own Node: the same on every platform. */
const TOOLS = {
  tsc: ['typescript', 'bin', 'tsc'],
  eslint: ['eslint', 'bin', 'eslint.js'],
  prettier: ['prettier', 'bin', 'prettier.cjs'],
  knip: ['knip', 'bin', 'knip.js'],
  vitest: ['vitest', 'vitest.mjs'],
};

/**
 * A check that passes or fails as a whole and counts as one test; what it says comes when it is over.
 *
 * @param {string} name
 * @param {Exclude<keyof typeof TOOLS, 'vitest'>} tool
 * @param {readonly string[]} args
 * @returns {Step}
 */
export function check(name, tool, args) {
  return {
    name,
    isCheck: true,
    async run() {
      const command = [projectPath('node_modules', ...TOOLS[tool]), ...args];
      const { code, stdout, stderr } = await captureChild(process.execPath, command);
      process.stdout.write(`${stdout}${stderr}`);
      return single(code === 0, `${name}: ${tool} ended with code ${code}`);
    },
  };
}

/** One type check per configuration in build/tsconfig. */
export function typeChecks() {
  const folder = projectPath('build', 'tsconfig');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'base.json');
  return files.sort().map((file) => check(`types:${file.replace(/\.json$/, '')}`, 'tsc', ['--noEmit', '-p', join(folder, file)]));
}

/**
 * A Vitest run; each test counts. A suite in which no test ran has failed.
 *
 * @param {string} name
 * @param {string} config
 * @returns {Step}
 */
export function vitest(name, config) {
  return {
    name,
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'yilan-test-'));
      const report = join(folder, 'report.json');
      try {
        const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
        const code = await runChild(process.execPath, [projectPath('node_modules', ...TOOLS.vitest), ...args]);
        const written = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
        return readReport(name, code, written);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * Fails when a step has left anything behind in the working tree.
 *
 * @returns {Step}
 */
export function cleanTree() {
  return {
    name: 'clean-tree',
    async run() {
      const { code, stdout, stderr } = await captureChild('git', ['status', '--porcelain']);
      return single(code === 0 && stdout === '', `clean-tree: changed or new files:\n${stdout}${stderr}`);
    },
  };
}

/**
 * @typedef {{status: string, fullName: string}} ReportedTest
 * @typedef {object} Report of Vitest's JSON reporter
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{name: string, status: string, message: string, assertionResults: ReportedTest[]}[]} testResults
 */

/**
 * @param {string} name
 * @param {number} code exit code of Vitest
 * @param {Report | undefined} report
 * @returns {Outcome}
 */
function readReport(name, code, report) {
  if (report === undefined) return single(false, `${name}: Vitest ended with code ${code} and wrote no report`);
  const skipped = report.numPendingTests + report.numTodoTests;
  const failures = report.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    // A file that could not even be loaded has failed without any failed test.
    if (tests.length === 0 && file.status === 'failed') return [`${name}: ${file.name}: ${file.message}`];
    return tests.map(({ fullName }) => `${name}: ${file.name}: ${fullName}`);
  });
  if (failures.length === 0 && report.numPassedTests === 0) failures.push(`${name}: no test ran`);
  if (failures.length === 0 && code !== 0) failures.push(`${name}: Vitest ended with code ${code}, an error outside the tests`);
  return { passed: report.numPassedTests, failed: failures.length, skipped, failures };
}

/**
 * @param {boolean} passed
 * @param {string} failure
 * @returns {Outcome}
 */
function single(passed, failure) {
  return { passed: Number(passed), failed: Number(!passed), skipped: 0, failures: passed ? [] : [failure] };
}
