import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { captureChild } from '../lib/child.mjs';
import { Problem } from '../lib/problem.mjs';
import { timed } from './say.mjs';

/** Where releases name a package differently, the names are given with | between them. */
export const LIBRARY_PACKAGES = ['libgtk-3-0|libgtk-3-0t64', 'libnss3', 'libasound2|libasound2t64', 'libgbm1'];
export const VIRTUAL_WALL_PACKAGES = [
  'xauth',
  'xserver-xorg-core',
  'xserver-xorg-video-dummy',
  'x11-xserver-utils',
  'python3-xlib',
  'imagemagick',
  'xdotool',
];
export const COMPILER_PACKAGES = ['python3', 'make', 'g++'];

const VIRTUAL_WALL_PROGRAMS = ['Xorg', 'xrandr', 'import', 'xdotool', 'setpriv'];

/**
 * Installs those Debian packages that are missing. Elsewhere than on Debian and its kin it does
 * nothing.
 *
 * @param {readonly string[]} wanted
 * @returns {Promise<boolean>} whether it had to install any
 * @throws {Problem} with the line to run, when we may not install them
 */
export async function ensureDebianPackages(wanted) {
  if (!isDebianLike()) return false;
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return false;
  if (process.getuid?.() !== 0) throw cannotInstall('only root may install them', missing);

  await timed(`Debian packages ${missing.map(firstName).join(' ')}`, async () => {
    await apt(['update'], missing);
    const names = await Promise.all(missing.map(availableName));
    await apt(['install', '--yes', '--no-install-recommends', ...names], missing);
  });
  return true;
}

/**
 * Checks that a virtual wall can be brought up on a Linux whose packages we don't know by name.
 *
 * @throws {Problem}
 */
export function checkVirtualWallPrograms() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = VIRTUAL_WALL_PROGRAMS.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length > 0) {
    throw new Problem(
      `the virtual wall needs programs that are not here: ${missing.join(', ')}`,
      'install them with your system’s package manager (Xorg with its dummy driver, xrandr, python3-xlib, ' +
        'ImageMagick, xdotool), or start on a desktop with a display',
    );
  }
}

export function isDebianLike() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {readonly string[]} wanted */
async function missingPackages(wanted) {
  const names = wanted.flatMap((entry) => entry.split('|'));
  // Exit code 1 only says that it doesn't know some of the names.
  const { stdout } = await captureChild('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', ...names]);
  const lines = new Set(stdout.split('\n'));
  return wanted.filter((entry) => !entry.split('|').some((name) => lines.has(`${name} installed`)));
}

/**
 * The first of a package's names that this release really has.
 *
 * @param {string} entry
 */
async function availableName(entry) {
  for (const name of entry.split('|')) {
    const { stdout } = await captureChild('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(stdout)) return name;
  }
  return firstName(entry);
}

/**
 * @param {readonly string[]} args
 * @param {readonly string[]} missing
 */
async function apt(args, missing) {
  const { code, stderr } = await captureChild('apt-get', [...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  if (code !== 0) throw cannotInstall(`apt-get ${args[0]} failed: ${stderr.trim()}`, missing);
}

/**
 * @param {string} why
 * @param {readonly string[]} missing
 */
function cannotInstall(why, missing) {
  const names = missing.map(firstName).join(' ');
  return new Problem(
    `Debian packages are missing (${names}), and ${why}`,
    `run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${names}`,
  );
}

/** @param {string} entry */
function firstName(entry) {
  return entry.split('|')[0] ?? entry;
}
