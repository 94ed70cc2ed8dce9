import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';

export const root = join(import.meta.dirname, '..', '..');

/** What is loaded at run time instead of being bundled: Electron itself and the native SQLite driver. */
const EXTERNAL = ['electron', 'sqlite3'];

/** @typedef {import('vite').InlineConfig} InlineConfig */

/**
 * One CommonJS file for Node or for a sandboxed preload. Electron 25 can neither start from an ES module nor load
 * a preload in parts, so everything but `EXTERNAL` goes in.
 * @param {string} entry @param {string} outDir below dist/ @param {string} name @param {{shim?: boolean}} [options]
 * @returns {InlineConfig}
 */
function nodeFile(entry, outDir, name, { shim = false } = {}) {
  const banner = shim ? readFileSync(join(import.meta.dirname, 'node18-shim.cjs'), 'utf8') : '';
  return {
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, entry),
      outDir: join(root, 'dist', outDir),
      target: 'node18',
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      sourcemap: true,
      rollupOptions: {
        external: EXTERNAL,
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false, banner },
      },
    },
  };
}

/**
 * The windows' pages, each with its own entry; relative to the `app://` origin.
 * @type {InlineConfig}
 */
const pages = {
  root: join(root, 'renderer', 'entries'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: join(root, 'dist', 'renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    sourcemap: true,
    modulePreload: { polyfill: false },
    // The strict content security policy has no place for data: fonts or scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 3000,
    rollupOptions: {
      input: ['console', 'wall', 'safe'].map((page) => join(root, 'renderer', 'entries', `${page}.html`)),
    },
  },
  worker: { format: 'es' },
};

/** Folders whose files decide whether a target must be built again, and what it is built from. */
export const targets = {
  main: { sources: ['main', 'preload/contract'], builds: () => [nodeFile('main/index.ts', 'main', 'index', { shim: true })] },
  hub: {
    sources: ['main/hub', 'main/sqlite', 'main/arrow', 'main/log', 'preload/contract'],
    builds: () => [nodeFile('main/hub/index.ts', 'main', 'hub', { shim: true })],
  },
  backend: {
    sources: ['main/reference-backend', 'main/sqlite', 'main/arrow', 'preload/contract'],
    builds: () => [
      nodeFile('main/reference-backend/index.ts', 'backend', 'index', { shim: true }),
      nodeFile('main/reference-backend/responders.ts', 'backend', 'responders', { shim: true }),
      nodeFile('main/reference-backend/feeds.ts', 'backend', 'feeds', { shim: true }),
    ],
  },
  preload: {
    sources: ['preload'],
    builds: () => [nodeFile('preload/console.ts', 'preload', 'console'), nodeFile('preload/wall.ts', 'preload', 'wall')],
  },
  tools: {
    sources: ['main/platform/site', 'preload/contract', 'build/map-data'],
    builds: () => [
      nodeFile('main/platform/site/check.ts', 'tools', 'site'),
      nodeFile('build/map-data/index.ts', 'tools', 'map-data'),
    ],
  },
  api: { sources: ['preload/contract', 'build/api'], builds: () => [nodeFile('build/api/index.ts', 'tools', 'api')] },
  renderer: {
    sources: ['renderer', 'preload/contract', 'resources/data', 'resources/locales', 'resources/fonts', 'build/map-data'],
    builds: () => [pages],
  },
};
