import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Where set-up keeps what it fetched: `.cache` in the project, or the folder named by YILAN_CACHE.
 *
 * @param {...string} parts
 */
export function cachePath(...parts) {
  return join(resolve(PROJECT_ROOT, process.env['YILAN_CACHE'] ?? '.cache'), ...parts);
}

/** @param {...string} parts */
export function projectPath(...parts) {
  return join(PROJECT_ROOT, ...parts);
}

/**
 * A path as the person who typed the command meant it. npm runs scripts in the project's root and
 * tells in INIT_CWD where the person was.
 *
 * @param {string} path
 */
export function userPath(path) {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
