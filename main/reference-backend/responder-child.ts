import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { log } from './log.js';
import { TOKEN_VARIABLE } from './responders/flags.js';

const RESTART_MIN_MS = 1000;
const RESTART_MAX_MS = 30_000;

export type ResponderOptions = {
  /** the bundled program */
  readonly script: string;
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly speed: number;
  readonly profile: string;
};

/**
 * Runs the demo responders as a process of their own and starts them again when they fail.
 * @returns stops them
 */
export function keepResponders(options: ResponderOptions): () => void {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let wait = RESTART_MIN_MS;
  const start = (): void => {
    child = launch(options);
    child.once('error', (error) => log('error', 'demo responders cannot start', { reason: error.message }));
    child.once('exit', (code, signal) => {
      if (stopped) return;
      log('error', 'demo responders ended', { code, signal, againInMs: wait });
      timer = setTimeout(start, wait);
      wait = Math.min(wait * 2, RESTART_MAX_MS);
    });
  };
  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    child?.stdin?.end();
    child?.kill();
  };
}

function launch({ script, url, token, seed, speed, profile }: ResponderOptions): ChildProcess {
  const flags = ['--url', url, '--seed', String(seed), '--speed', String(speed), '--profile', profile, '--with-parent'];
  return spawn(process.execPath, [script, ...flags], {
    // In Electron's utility process this program is Electron itself, which the variable turns into plain Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', [TOKEN_VARIABLE]: token },
    // The pipe ends with this process, however that ends, and the child goes with it.
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}
