import { setUp } from '../setup/index.mjs';
import { runChild } from './child.mjs';
import { projectPath } from './paths.mjs';
import { runScript } from './problem.mjs';

/**
 * Bundles one target and runs one of its files with Node, our arguments and our standard streams.
 * The program ends when we do, however we end. What set-up and bundling say goes to stderr: stdout belongs to the program.
 *
 * @param {string} target of build/bundle.mjs
 * @param {readonly [string, string]} file folder and name within dist
 */
export async function runBundled(target, file) {
  await runScript(async () => {
    await setUp({ needs: new Set(['modules']) });
    const code = await runChild(process.execPath, [projectPath('build', 'bundle.mjs'), target], {
      stdoutToStderr: true,
      lifeline: true,
    });
    if (code !== 0) return code;
    // Where the person was, so that relative paths mean what they typed.
    const cwd = process.env['INIT_CWD'] ?? process.cwd();
    return runChild(process.execPath, [projectPath('dist', ...file), ...process.argv.slice(2)], { cwd, lifeline: true });
  });
}
