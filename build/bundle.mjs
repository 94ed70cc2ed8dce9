import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, targets } from './bundle/targets.mjs';

/** What a target was last built from; the same fingerprint means that there is nothing to do. */
const stampFile = (/** @type {string} */ name) => join(root, 'dist', '.stamps', name);

/**
 * Builds the named targets (all without names) into dist/, skipping those whose sources did not change.
 * @param {readonly string[]} [names]
 */
export async function bundle(names = []) {
  const wanted = names.length === 0 ? Object.keys(targets) : [...names];
  // The pages' map data is made by a tool that must exist first.
  if (wanted.includes('renderer') && !wanted.includes('tools')) wanted.unshift('tools');
  for (const name of Object.keys(targets).filter((target) => wanted.includes(target))) await bundleOne(name);
  const unknown = wanted.filter((name) => !(name in targets));
  if (unknown.length > 0) throw new Error(`unknown target: ${unknown.join(', ')}`);
}

/** @param {string} name */
async function bundleOne(name) {
  const target = targets[/** @type {keyof typeof targets} */ (name)];
  const print = fingerprint([...target.sources, 'build/bundle', 'package-lock.json']);
  const stamp = stampFile(name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  const began = Date.now();
  rmSync(stamp, { force: true });
  const { build } = await import('vite');
  for (const config of target.builds()) await build({ configFile: false, logLevel: 'warn', ...config });
  if (name === 'renderer') {
    execFileSync(process.execPath, [join(root, 'dist/tools/map-data.cjs'), join(root, 'dist/renderer/data')], {
      stdio: ['ignore', 2, 2],
    });
  }
  mkdirSync(join(root, 'dist', '.stamps'), { recursive: true });
  writeFileSync(stamp, print);
  process.stderr.write(`[build] ${name} ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}

/**
 * A hash over the names, sizes and contents of all files below the given paths.
 * @param {readonly string[]} paths relative to the project's root
 */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const entry of readdirSync(full).sort()) add(`${path}/${entry}`);
    } else if (!path.includes('.test.')) {
      hash.update(`${path}\n`).update(readFileSync(full));
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) await bundle(process.argv.slice(2));
