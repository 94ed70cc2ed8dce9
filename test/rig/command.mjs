import { execFile } from 'node:child_process';

/**
 * Runs a program to its end and gives its standard output as bytes.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env the whole environment of the child
 * @returns {Promise<Buffer>}
 * @throws {Error} naming the program and what it wrote to stderr, when it can't start, exits with
 *   a code other than 0 or takes longer than 30 s
 */
export function runCommand(program, args, env) {
  const limits = { env, timeout: 30_000, maxBuffer: 1024 * 1024 * 1024, encoding: /** @type {'buffer'} */ ('buffer') };
  return new Promise((resolve, reject) => {
    execFile(program, args, limits, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} failed: ${stderr.toString().trim() || error.message}`));
    });
  });
}
