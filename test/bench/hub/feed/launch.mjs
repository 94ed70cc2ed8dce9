/**
 * node launch.mjs FOLDER: builds the bench's Electron app into FOLDER, starts a virtual wall for it and tells
 * its display; then each line of its input is an arm (JSON), which it runs in an Electron of its own; the result is a line.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { electronPath, rootFlags, VIRTUAL_WALL_FLAGS } from '../../../../build/lib/electron.mjs';
import { startVirtualWall } from '../../../rig/virtual-wall.mjs';

const ROOT = join(import.meta.dirname, '../../../..');
const folder = process.argv[2] ?? '';
const RESULT = 'RESULT ';

/** @param {string} file @param {'cjs' | 'iife'} format @param {string} name */
async function bundle(file, format, name) {
  const isNode = format === 'cjs';
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ...(isNode ? { ssr: join(import.meta.dirname, file) } : {}),
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      target: isNode ? 'node18' : 'chrome114',
      rollupOptions: {
        ...(isNode ? {} : { input: join(import.meta.dirname, file) }),
        external: ['electron'],
        output: { format, entryFileNames: name, codeSplitting: false },
      },
    },
  });
}

mkdirSync(folder, { recursive: true });
await bundle('app.ts', 'cjs', 'app.cjs');
await bundle('naive-preload.ts', 'cjs', 'naive-preload.cjs');
await bundle('page.ts', 'iife', 'page.js');
writeFileSync(
  join(folder, 'page.html'),
  '<!doctype html><meta charset="utf-8"><title>bench</title><script src="page.js"></script>',
);
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'yilan-bench', version: '1.0.0', main: 'app.cjs' }));

const size = { panelWidth: 640, panelHeight: 480, consoleWidth: 640, consoleHeight: 480 };
const wall = await startVirtualWall({ columns: 1, rows: 1, ...size });
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

/** @param {object} arm @returns {Promise<string>} */
function run(arm) {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const settings = { ...arm, dist: join(ROOT, 'dist'), page: folder, dataDir: join(dataDir, 'hall') };
  return new Promise((resolve, reject) => {
    const electron = spawn(electronPath(), [...rootFlags(), ...VIRTUAL_WALL_FLAGS, folder, `--user-data-dir=${dataDir}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...wall.env, BENCH_ARM: JSON.stringify(settings) },
    });
    let [out, said] = ['', ''];
    electron.stdout.on('data', (data) => (out += String(data)));
    electron.stderr.on('data', (data) => (said = (said + String(data)).slice(-4000)));
    electron.once('error', reject);
    electron.once('close', () => {
      rmSync(dataDir, { recursive: true, force: true });
      const line = out.split('\n').find((candidate) => candidate.startsWith(RESULT));
      if (line === undefined) reject(new Error(`the arm has no result:\n${said}`));
      else resolve(line.slice(RESULT.length));
    });
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await run(JSON.parse(line))}\n`);
}
await wall.stop();
