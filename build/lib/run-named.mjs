import { existsSync, readdirSync } from 'node:fs';
import { setUp } from '../setup/index.mjs';
import { runChild } from './child.mjs';
import { projectPath } from './paths.mjs';
import { runScript } from './problem.mjs';

/**
 * Runs test/KIND/NAME.KIND.ts, NAME being the first argument, as one bundled Node program. Without
 * a known name it lists those there are, with exit code 2.
 *
 * @param {'bench' | 'torture'} kind
 */
export async function runNamed(kind) {
  await runScript(async () => {
    const [name, ...args] = process.argv.slice(2);
    const [folder, ending] = [projectPath('test', kind), `.${kind}.ts`];
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(ending)) : [];
    if (name === undefined || !files.includes(name + ending)) {
      const names = files.map((file) => file.slice(0, -ending.length)).join(', ');
      console.error(`Usage: npm run ${kind} -- NAME [arguments]\nNames: ${names || 'none yet'}`);
      return 2;
    }
    await setUp({ needs: new Set(['modules', 'electron', 'systemPackages']), virtualWall: process.platform === 'linux' });
    const { bundle } = await import('../bundle.mjs');
    await bundle([]);
    const { build } = await import('vite');
    const outDir = projectPath('dist', kind);
    await build({
      configFile: false,
      logLevel: 'warn',
      root: projectPath(),
      ssr: { noExternal: true, external: ['sqlite3', 'electron', 'playwright-core'] },
      build: {
        ssr: projectPath('test', kind, name + ending),
        outDir,
        emptyOutDir: false,
        rollupOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
      },
    });
    return runChild(process.execPath, [projectPath('dist', kind, `${name}.cjs`), ...args]);
  });
}
