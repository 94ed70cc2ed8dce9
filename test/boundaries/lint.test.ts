import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const CONFIG = join(ROOT, 'build', 'eslint.config.mjs');

/** A planted violation: a rule, the file it is pretended to be in, its text. */
type Plant = readonly [rule: string, file: string, text: string];

/** Knows files by name only: the planted ones do not exist, so rules that need types are off. */
const untyped = new ESLint({
  cwd: ROOT,
  overrideConfigFile: CONFIG,
  overrideConfig: [{ files: ['**/*.ts', '**/*.tsx'], ...tseslint.configs.disableTypeChecked }],
});
/** Knows types; the planted text stands in for that of a file that exists. */
const typed = new ESLint({ cwd: ROOT, overrideConfigFile: CONFIG });

async function rulesBroken(eslint: ESLint, file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: join(ROOT, file) });
  return (result?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId, message }) => ruleId ?? message);
}

const IPC_MAIN = "import { ipcMain } from 'electron';\nexport const x = ipcMain;\n";
const IPC_RENDERER = "import { ipcRenderer } from 'electron';\nexport const x = ipcRenderer;\n";
const CHINESE = '\u6c34\u4f4d';

const planted: readonly Plant[] = [
  ['no-restricted-imports', 'main/app/x.ts', IPC_MAIN],
  ['no-restricted-imports', 'main/ipc/x.ts', "import * as electron from 'electron';\nexport const x = electron.ipcMain;\n"],
  ['no-restricted-imports', 'main/platform/x.ts', "export { ipcMain } from 'electron';\n"],
  ['@typescript-eslint/no-require-imports', 'main/app/x.ts', "export const x: unknown = require('electron');\n"],
  [
    'no-restricted-syntax',
    'main/app/x.ts',
    "import type { WebContents } from 'electron';\nexport const x = (c: WebContents) => c.ipc;\n",
  ],
  ['no-restricted-imports', 'preload/console.ts', IPC_RENDERER],
  ['no-restricted-syntax', 'renderer/console/x.ts', 'export const x: unknown = window.yilan;\n'],
  ['no-restricted-syntax', 'renderer/state/x.ts', "export const x: unknown = window['yilan'];\n"],
  ['no-restricted-syntax', 'renderer/wall/x.ts', 'export const { yilan } = window;\n'],
  ['no-restricted-syntax', 'renderer/wall/x.test.ts', 'export const x: unknown = globalThis.yilan;\n'],
  ['no-restricted-syntax', 'renderer/kit/x.ts', `export const x = '${CHINESE}';\n`],
  ['no-restricted-syntax', 'renderer/bridge/x.ts', `export const x = '${CHINESE}';\n`],
  ['no-restricted-syntax', 'renderer/console/x.ts', `export const x = (n: number) => \`${CHINESE} \${n}\`;\n`],
  ['no-restricted-syntax', 'renderer/console/X.tsx', `export const X = () => <p>${CHINESE}</p>;\n`],
  ['no-restricted-syntax', 'renderer/console/Y.tsx', `export const Y = () => <p title="${CHINESE}" />;\n`],
  ['no-console', 'renderer/console/x.ts', "console.error('x');\n"],
  ['no-console', 'main/hub/x.ts', "console.log('x');\n"],
  ['no-console', 'preload/x.ts', "console.log('x');\n"],
  ['no-warning-comments', 'main/app/x.ts', '// eslint-disable-next-line no-var\nexport const x = 1;\n'],
  ['no-warning-comments', 'build/x.mjs', '/* eslint-disable */\nexport const x = 1;\n'],
  ['no-var', 'main/app/x.ts', '// eslint-disable-next-line\nexport var x = 1;\n'],
  ['max-lines', 'test/integration/x.ts', `export {};\n${'void 0;\n'.repeat(400)}`],
  ['no-empty', 'main/app/x.ts', 'try {\n  void 0;\n} catch {}\n'],
  ['no-empty', 'build/x.mjs', 'try {\n  void 0;\n} catch {}\n'],
  ['@typescript-eslint/no-explicit-any', 'renderer/kit/x.ts', 'export type X = any;\n'],
  ['@typescript-eslint/no-explicit-any', 'test/builders/x.ts', 'export type X = any;\n'],
  [
    '@typescript-eslint/consistent-type-imports',
    'main/app/x.ts',
    "import { WebContents } from 'electron';\nexport type X = WebContents;\n",
  ],
  ['@typescript-eslint/ban-ts-comment', 'main/app/x.ts', '// @ts-ignore\nexport const x = 1;\n'],
  [
    'react-hooks/rules-of-hooks',
    'renderer/wall/X.tsx',
    "import { useId } from 'react';\nexport const X = ({ on }: { on: boolean }) => (on ? useId() : null);\n",
  ],
  [
    'react-hooks/exhaustive-deps',
    'renderer/wall/X.tsx',
    "import { useEffect } from 'react';\nexport function useX(f: () => void) {\n  useEffect(() => f(), []);\n}\n",
  ],
];

const plantedWithTypes: readonly Plant[] = [
  ['@typescript-eslint/no-floating-promises', 'main/index.ts', 'const f = () => Promise.resolve(1);\nf();\n'],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'main/index.ts',
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n    default:\n      return 2;\n  }\n}\n",
  ],
  [
    '@typescript-eslint/no-misused-promises',
    'renderer/entries/wall.tsx',
    "export const f = (): void => [1].forEach(async () => Promise.reject(new Error('x')));\n",
  ],
  ['@typescript-eslint/no-unsafe-assignment', 'main/index.ts', "export const x: { a: 1 } = JSON.parse('{}');\n"],
];

const allowed: readonly Plant[] = [
  ['no-restricted-imports', 'main/ipc/registrar.ts', IPC_MAIN],
  ['no-restricted-imports', 'preload/window-bridge.ts', IPC_RENDERER],
  ['no-restricted-imports', 'preload/console.ts', "import { contextBridge } from 'electron';\nexport const x = contextBridge;\n"],
  ['no-restricted-syntax', 'renderer/bridge/index.ts', 'export const { yilan } = window;\n'],
  ['no-restricted-syntax', 'renderer/kit/x.test.ts', `export const x = '${CHINESE}';\n`],
  ['no-restricted-syntax', 'renderer/map/camera/x.fixture.ts', `export const x = '${CHINESE}';\n`],
  ['no-console', 'build/x.mjs', "console.log('x');\n"],
];

// The first of each kind loads the rules, and for types the whole project.
describe('lint', { timeout: 60_000 }, () => {
  it.each(planted)('%s bites in %s', async (rule, file, text) => {
    expect(await rulesBroken(untyped, file, text)).toContain(rule);
  });

  it.each(plantedWithTypes)('%s bites in %s', async (rule, file, text) => {
    expect(await rulesBroken(typed, file, text)).toContain(rule);
  });

  it.each(allowed)('%s leaves %s alone', async (rule, file, text) => {
    expect(await rulesBroken(untyped, file, text)).not.toContain(rule);
  });
});
