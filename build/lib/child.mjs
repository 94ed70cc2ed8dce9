import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from './paths.mjs';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** One Ctrl-C can reach us twice, from the terminal and from npm; Electron takes a second for an order to drop dead. */
const ECHO_MS = 1_000;
/** How often we look whether npm still runs. */
const NPM_WATCH_MS = 500;

/** Where a child finds the descriptor of its lifeline. */
const LIFELINE_VARIABLE = 'YILAN_LIFELINE';
const LIFELINE = 3;

/**
 * @typedef {object} ChildOptions
 * @property {string} [cwd] default the project's root
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {boolean} [stdoutToStderr] keeps our own stdout free for what comes later
 * @property {boolean} [lifeline] the child shall not outlive us, however we end: it stays in our process group, and gets
 *   a pipe (its number in LIFELINE_VARIABLE) that ends with us
 * @property {(line: string) => boolean} [keepErrorLine] which lines of the child's stderr are shown
 */

/**
 * Runs a program with our standard streams to its end. Signals to us go on to it, so that it ends
 * first and in its own way.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runChild(program, args, options = {}) {
  const { cwd = PROJECT_ROOT, env, stdoutToStderr = false, lifeline = false, keepErrorLine } = options;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, ...(lifeline && { [LIFELINE_VARIABLE]: String(LIFELINE) }) },
    // In a session of its own: Ctrl-C in a terminal reaches us alone, and the child gets it once, from us. With a
    // lifeline it gets it twice.
    detached: !lifeline && process.platform !== 'win32',
    stdio: [
      'inherit',
      stdoutToStderr ? 2 : 'inherit',
      keepErrorLine === undefined ? 'inherit' : 'pipe',
      ...(lifeline ? [/** @type {const} */ ('pipe')] : []),
    ],
  });
  if (child.stderr !== null && keepErrorLine !== undefined) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (keepErrorLine(line)) process.stderr.write(`${line}\n`);
    });
  }
  let forwardedAt = -Infinity;
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (performance.now() - forwardedAt < ECHO_MS) return;
    forwardedAt = performance.now();
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  const unwatch = lifeline ? watchNpm(() => forward('SIGTERM')) : () => undefined;
  return new Promise((resolve, reject) => {
    const settle = () => {
      unwatch();
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Tells when the npm that runs us has ended: killed at once, it takes neither us nor its shell along.
 *
 * @param {() => void} onEnd
 * @returns {() => void} stops watching
 */
function watchNpm(onEnd) {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return () => undefined;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(timer);
    onEnd();
  }, NPM_WATCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * The parent of a process, where the system shows it; an orphan's is another than before.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
function parentOf(pid) {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? /^PPid:\s*(\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}

/**
 * Runs a program quietly and gives what it wrote.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, onStart?: (kill: () => void) => void}} [options]
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>} code null when it was killed
 *   or could not be started (then stderr says why)
 */
export function captureChild(program, args, { cwd = PROJECT_ROOT, env, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.once('error', (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    onStart?.(() => child.kill());
  });
}

/**
 * The npm that runs us, or the one on the PATH.
 *
 * @returns {{program: string, args: string[]}}
 */
export function npmCommand() {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /\.c?js$/.test(script)) return { program: process.execPath, args: [script] };
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
