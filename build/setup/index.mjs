import { ensureElectron } from './electron.mjs';
import { ensureElectron25Types } from './electron25-types.mjs';
import { ensureModules, sqliteIsBuilt } from './modules.mjs';
import { say } from './say.mjs';
import {
  COMPILER_PACKAGES,
  LIBRARY_PACKAGES,
  VIRTUAL_WALL_PACKAGES,
  checkVirtualWallPrograms,
  ensureDebianPackages,
  isDebianLike,
} from './system-packages.mjs';

/** @typedef {'modules' | 'electron' | 'electron25Types' | 'systemPackages'} Need */

/** Whether windows can be shown without a virtual wall. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/**
 * Brings what is needed into place: nothing is done twice, and what is there costs no time.
 *
 * @param {{needs: ReadonlySet<Need>, virtualWall?: boolean}} choice `virtualWall`: whether the Debian
 *   packages of the virtual wall are needed; default: where there is no display
 * @throws {import('../lib/problem.mjs').Problem} naming cause and remedy
 */
export async function setUp({ needs, virtualWall = !hasDisplay() }) {
  const start = performance.now();
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) say(`Node ${process.versions.node} is older than 20.19: expect faults`);
  if (needs.has('systemPackages')) await ensureSystemPackages(virtualWall);
  if (needs.has('modules')) await ensureModules();
  if (needs.has('electron25Types')) await ensureElectron25Types();
  if (needs.has('electron')) await ensureElectron();
  say(`ready after ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** @param {boolean} virtualWall */
async function ensureSystemPackages(virtualWall) {
  const compiler = sqliteIsBuilt() ? [] : COMPILER_PACKAGES;
  await ensureDebianPackages([...LIBRARY_PACKAGES, ...(virtualWall ? VIRTUAL_WALL_PACKAGES : []), ...compiler]);
  if (virtualWall && process.platform === 'linux' && !isDebianLike()) checkVirtualWallPrograms();
}
