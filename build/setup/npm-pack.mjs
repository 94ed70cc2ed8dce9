import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { captureChild, npmCommand } from '../lib/child.mjs';
import { cachePath } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';

/**
 * @typedef {object} PinnedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} integrity as npm writes it, sha512-…
 */

/**
 * Prepares a folder of the cache from a package of the npm registry. Everything happens under a
 * temporary name, and the result gets its own name last: a folder of that name is complete.
 *
 * @param {string} target the folder to make
 * @param {PinnedPackage} pinned
 * @param {(tarball: string, result: string) => Promise<void>} fill fills the empty folder `result`
 * @throws {Problem} when the package can't be fetched or is not the one we know
 */
export async function prepareFromPackage(target, pinned, fill) {
  await mkdir(cachePath(), { recursive: true });
  const work = await mkdtemp(cachePath('unfinished-'));
  try {
    const tarball = await fetchPackage(pinned, work);
    await checkIntegrity(tarball, pinned);
    const result = join(work, 'result');
    await mkdir(result);
    await fill(tarball, result);
    await moveInto(result, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Unpacks (part of) a gzipped tar file.
 *
 * @param {string} tarball
 * @param {string} folder
 * @param {readonly string[]} [members] default all
 * @throws {Problem}
 */
export async function unpack(tarball, folder, members = []) {
  const { code, stderr } = await captureChild('tar', ['-xzf', tarball, '-C', folder, '--no-same-owner', ...members]);
  if (code !== 0) {
    throw new Problem(`${tarball} could not be unpacked: ${stderr.trim().slice(-500)}`, 'check the free disk space');
  }
}

/**
 * @param {PinnedPackage} pinned
 * @param {string} folder
 */
async function fetchPackage({ name, version }, folder) {
  const npm = npmCommand();
  const args = [...npm.args, 'pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', folder];
  const { code, stderr } = await captureChild(npm.program, args);
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (code !== 0 || file === undefined) {
    throw new Problem(
      `npm could not fetch ${name}@${version}: ${stderr.trim().slice(-500)}`,
      'check the network and npm’s registry setting (npm ping), then start again',
    );
  }
  return join(folder, file);
}

/**
 * @param {string} tarball
 * @param {PinnedPackage} pinned
 */
async function checkIntegrity(tarball, { name, version, integrity }) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new Problem(
      `${name}@${version} is not the package we know: its hash is ${found}`,
      'the download was damaged or altered: run npm cache clean --force and start again; if it stays, ' +
        'do not use this registry',
    );
  }
}

/**
 * @param {string} source
 * @param {string} target
 */
async function moveInto(source, target) {
  try {
    await rename(source, target);
  } catch (error) {
    // Another start at the same time was faster; what it made is as good as ours.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
