import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { captureChild } from '../lib/child.mjs';
import { officialFolder } from '../lib/electron.mjs';
import { cachePath, projectPath } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { timed } from './say.mjs';

const INSTALLER = projectPath('node_modules', 'electron', 'install.js');
/** A download that brings nothing new for so long has failed; a slow one may take its time. */
const STALL_LIMIT_MS = 45_000;
const LOOK_INTERVAL_MS = 1_000;
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Downloads the official Electron with its own installer, which checks the file against the hashes
 * that came with the npm package.
 *
 * @param {{always: boolean}} choice whether to try even where it failed within the last day
 * @returns {Promise<string | undefined>} its folder; undefined when it can't be reached from here
 * @throws {Problem} when the download arrives but is not the file it should be
 */
export async function downloadOfficialElectron({ always }) {
  if (!always && failedLately()) return undefined;
  const stderr = await timed('official Electron', runInstaller);
  const folder = officialFolder();
  if (folder !== undefined) return folder;
  if (/checksum/i.test(stderr)) {
    throw new Problem(
      `the downloaded Electron is not the file it should be: ${lastLine(stderr)}`,
      'start again with force_no_cache=true set; if it stays, do not trust this network or mirror (ELECTRON_MIRROR)',
    );
  }
  await mkdir(cachePath(), { recursive: true });
  await writeFile(memory(), JSON.stringify({ failedAt: Date.now(), why: lastLine(stderr) }));
  return undefined;
}

/** Why the last attempt failed, for messages. */
export function lastFailure() {
  return existsSync(memory()) ? String(JSON.parse(readFileSync(memory(), 'utf8')).why) : 'not tried';
}

function memory() {
  return cachePath('official-electron-failed.json');
}

function failedLately() {
  if (!existsSync(memory())) return false;
  const age = Date.now() - JSON.parse(readFileSync(memory(), 'utf8')).failedAt;
  return age >= 0 && age < RETRY_AFTER_MS;
}

/** @returns {Promise<string>} what it wrote to stderr, or that it stalled */
async function runInstaller() {
  await mkdir(cachePath(), { recursive: true });
  // The installer downloads into the temporary folder; in one of its own we can see it grow.
  const folder = await mkdtemp(cachePath('unfinished-'));
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let stalled = false;
  try {
    const { stderr } = await captureChild(process.execPath, [INSTALLER], {
      env: { TMPDIR: folder, TEMP: folder, TMP: folder, ELECTRON_GET_NO_PROGRESS: '1' },
      onStart: (kill) => {
        timer = watchGrowth(folder, () => {
          stalled = true;
          kill();
        });
      },
    });
    return stalled ? `nothing arrived for ${STALL_LIMIT_MS / 1000} s` : stderr;
  } finally {
    clearInterval(timer);
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {() => void} onStall
 */
function watchGrowth(folder, onStall) {
  let size = 0;
  let grown = Date.now();
  return setInterval(async () => {
    const now = await sizeOf(folder);
    if (now !== size) [size, grown] = [now, Date.now()];
    else if (Date.now() - grown > STALL_LIMIT_MS) onStall();
  }, LOOK_INTERVAL_MS);
}

/** @param {string} folder */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.allSettled(entries.map((entry) => stat(join(folder, entry))));
  return sizes.reduce((sum, entry) => sum + (entry.status === 'fulfilled' ? entry.value.size : 0), 0);
}

/** @param {string} text */
function lastLine(text) {
  const lines = text.split('\n').filter((line) => /\S/.test(line) && !/^\s+at /.test(line));
  return lines.at(-1)?.trim() ?? 'no reason given';
}
