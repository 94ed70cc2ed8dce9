import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { captureChild, npmCommand, runChild } from '../lib/child.mjs';
import { projectPath } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { timed } from './say.mjs';
import { COMPILER_PACKAGES, ensureDebianPackages } from './system-packages.mjs';

const LOCK = projectPath('package-lock.json');
const STAMP = projectPath('node_modules', '.yilan-lock');
const INSTALLED = projectPath('node_modules', '.package-lock.json');

/**
 * @typedef {{version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean}} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages by folder, such as node_modules/zod
 */

export function sqliteIsBuilt() {
  return existsSync(projectPath('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node'));
}

/**
 * Installs the npm packages of package-lock.json unless they are there.
 *
 * @throws {Problem}
 */
export async function ensureModules() {
  if (!existsSync(LOCK)) throw new Problem('package-lock.json is missing', 'restore it: git checkout package-lock.json');
  const hash = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  const stamped = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash;
  if (!stamped && !matchesLock()) await install();
  if (!sqliteIsBuilt()) await buildSqlite();
  if (!stamped) writeFileSync(STAMP, hash);
}

/** npm keeps a record of what it installed; it is written last, so an interrupted install has none. */
function matchesLock() {
  if (!existsSync(INSTALLED)) return false;
  return isInstalled(packagesOf(LOCK), packagesOf(INSTALLED));
}

/**
 * Whether `installed` has every package of the lock file in its version, and no other. A package
 * that is optional (most are for another platform) may be absent.
 *
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
function isInstalled(locked, installed) {
  const names = Object.keys(locked).filter((name) => name !== '');
  const asLocked = names.every((name) => {
    const found = installed[name];
    if (found !== undefined) return found.version === locked[name]?.version;
    return locked[name]?.optional === true || locked[name]?.devOptional === true;
  });
  return asLocked && Object.keys(installed).every((name) => name in locked);
}

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

async function install() {
  const npm = npmCommand();
  const run = () => runChild(npm.program, [...npm.args, 'ci', '--no-audit', '--no-fund'], { stdoutToStderr: true });
  const code = await timed('npm packages', async () => {
    const first = await run();
    // sqlite3 comes ready built where its download works, and needs a compiler where it doesn't.
    return first !== 0 && (await ensureDebianPackages(COMPILER_PACKAGES)) ? run() : first;
  });
  if (code !== 0) {
    throw new Problem(
      `npm ci failed with code ${code}`,
      'read its message above; without network, npm needs the packages in its own cache',
    );
  }
}

async function buildSqlite() {
  await ensureDebianPackages(COMPILER_PACKAGES);
  const npm = npmCommand();
  const build = () => captureChild(npm.program, [...npm.args, 'rebuild', 'sqlite3']);
  const { code, stderr } = await timed('building sqlite3 (about two minutes)', build);
  if (code !== 0 || !sqliteIsBuilt()) {
    throw new Problem(`sqlite3 could not be built: ${stderr.trim()}`, 'install Python 3, make and a C++ compiler');
  }
}
