import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FALLBACK_VERSION } from '../lib/electron.mjs';
import { cachePath } from '../lib/paths.mjs';
import { prepareFromPackage, unpack } from './npm-pack.mjs';
import { timed } from './say.mjs';

const PACKAGE = {
  name: 'electron',
  version: FALLBACK_VERSION,
  integrity: 'sha512-WvFUfVsJn6YiP35UxdibYVjU2LceastyMm4SVp2bmb4XvKEvItAIiwxgm7tPC5Syl1243aRCvQLqr84sZ71pyQ==',
};

/** Fetches the type definitions of the oldest Electron that the code has to run on. */
export async function ensureElectron25Types() {
  const folder = cachePath('electron-25-types');
  if (existsSync(join(folder, 'electron.d.ts'))) return;
  await timed(`type definitions of Electron ${FALLBACK_VERSION}`, () =>
    prepareFromPackage(folder, PACKAGE, async (tarball, result) => {
      await unpack(tarball, result, ['package/electron.d.ts', '--strip-components=1']);
    }),
  );
}
