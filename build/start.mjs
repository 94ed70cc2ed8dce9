/**
 * npm start -- [--site FILE] [--data DIR] [--exit-after S] [--shots DIR] [further flags of the app]
 *
 * Sets up, bundles and runs the app; on a machine without a display, on a virtual wall.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './lib/child.mjs';
import { VIRTUAL_WALL_FLAGS, electronPath, isTelling, rootFlags } from './lib/electron.mjs';
import { PROJECT_ROOT, cachePath, userPath } from './lib/paths.mjs';
import { runScript } from './lib/problem.mjs';
import { hasDisplay, setUp } from './setup/index.mjs';

const PATH_OPTIONS = ['--site', '--data', '--shots'];
const WALL = { columns: 3, rows: 2, panelWidth: 960, panelHeight: 540, consoleWidth: 1920, consoleHeight: 1080 };

/**
 * The app's arguments with the paths among them resolved against the folder the person was in.
 *
 * @param {readonly string[]} words
 * @returns {string[]}
 */
function withResolvedPaths(words) {
  return words.map((word, index) => {
    const [name = '', value] = word.split(/=(.*)/s);
    if (value !== undefined && PATH_OPTIONS.includes(name)) return `${name}=${userPath(value)}`;
    return PATH_OPTIONS.includes(words[index - 1] ?? '') ? userPath(word) : word;
  });
}

/**
 * @param {readonly string[]} words
 * @param {string} name
 */
function optionValue(words, name) {
  const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (index < 0) return undefined;
  const word = words[index] ?? '';
  return word === name ? words[index + 1] : word.slice(name.length + 1);
}

/**
 * @param {readonly string[]} flags Chromium's
 * @param {readonly string[]} args the app's
 * @param {NodeJS.ProcessEnv} [env]
 */
function runApp(flags, args, env) {
  const words = [...rootFlags(), ...flags, PROJECT_ROOT, ...args];
  return runChild(electronPath(), words, { keepErrorLine: isTelling, ...(env && { env }) });
}

/** @param {readonly string[]} args */
async function runOnVirtualWall(args) {
  const { startVirtualWall } = await import('../test/rig/virtual-wall.mjs');
  const { siteFileFor } = await import('../test/rig/site-file.mjs');
  const wall = await startVirtualWall(WALL);
  const folder = mkdtempSync(join(tmpdir(), 'yilan-start-'));
  try {
    const { columns, rows, panelWidth, panelHeight } = WALL;
    console.error(
      `No display here: using a virtual wall of ${columns} × ${rows} panels of ${panelWidth} × ${panelHeight} ` +
        `and a console, drawn in software on display ${wall.display}.`,
    );
    const added = [];
    if (optionValue(args, '--site') === undefined) {
      const site = join(folder, 'site.json');
      writeFileSync(site, JSON.stringify(siteFileFor(wall), null, 2));
      added.push('--site', site);
    }
    const shots = optionValue(args, '--shots') ?? cachePath('shots');
    if (optionValue(args, '--shots') === undefined) added.push('--shots', shots);
    mkdirSync(shots, { recursive: true });
    const code = await runApp(VIRTUAL_WALL_FLAGS, [...args, ...added], wall.env);
    console.error(`Pictures of the wall and the console are in ${shots}`);
    return code;
  } finally {
    await wall.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runScript(async () => {
  const args = withResolvedPaths(process.argv.slice(2));
  await setUp({ needs: new Set(['systemPackages', 'modules', 'electron']) });
  const { bundle } = await import('./bundle.mjs');
  await bundle([]);
  return hasDisplay() ? runApp([], args) : runOnVirtualWall(args);
});
