import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath, projectPath } from './paths.mjs';
import { Problem } from './problem.mjs';

/** The version and folder of the Electron that npm can carry to a machine without internet. */
export const FALLBACK_VERSION = '25.1.1';

export function fallbackFolder() {
  return cachePath(`electron-${FALLBACK_VERSION}-linux-x64`);
}

/** The executable within an Electron distribution of this platform. */
export function executableName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The folder of the official distribution if it is complete and of the version we depend on. */
export function officialFolder() {
  const home = projectPath('node_modules', 'electron');
  const folder = join(home, 'dist');
  const files = [join(folder, 'version'), join(home, 'path.txt'), join(folder, executableName())];
  if (!files.every((file) => existsSync(file))) return undefined;
  const wanted = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version;
  return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') === wanted ? folder : undefined;
}

/**
 * The Electron executable that set-up has prepared: the one in ELECTRON_OVERRIDE_DIST_PATH, else
 * the official one, else the fallback.
 *
 * @returns {string}
 * @throws {Problem} when there is none yet
 */
export function electronPath() {
  const folders = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], officialFolder(), fallbackFolder()];
  for (const folder of folders) {
    if (folder !== undefined && existsSync(join(folder, executableName()))) return join(folder, executableName());
  }
  throw new Problem('no Electron runtime has been set up', 'run npm start or npm test, which fetch one');
}

/**
 * Chromium's own sandbox can't be had as root. Tests and containers run as root; the product doesn't,
 * and never gets this flag from its package.
 */
export function rootFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * On a virtual wall there is no GPU. Without these flags Chromium 114 reaches software rendering
 * too, but only after its first GPU process has died, and it composites without it.
 */
export const VIRTUAL_WALL_FLAGS = ['--use-gl=angle', '--use-angle=swiftshader'];

const NOISE = [/GL Driver Message .*ReadPixels/, /bus\.cc\(\d+\)\] Failed to connect to the bus/];

/**
 * Whether a line of Electron's stderr tells a person anything: what Chromium says for want of a
 * system bus or of a GPU doesn't.
 *
 * @param {string} line
 */
export function isTelling(line) {
  return !NOISE.some((pattern) => pattern.test(line));
}
