import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { log } from './log.js';

/** Where a demo program finds its account's token. */
export const TOKEN_VARIABLE = 'YILAN_DEMO_TOKEN';

const RESTART_MIN_MS = 1000;
const RESTART_MAX_MS = 30_000;

export type DemoProgram = {
  readonly name: string;
  /** the bundled program */
  readonly script: string;
  readonly flags: readonly string[];
  readonly token: string;
};

/**
 * Runs a demo program as a process of its own and starts it again when it fails.
 * @returns stops it
 */
export function keepDemo(program: DemoProgram): () => void {
  const { name } = program;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let wait = RESTART_MIN_MS;
  const start = (): void => {
    const began = performance.now();
    let over = false;
    const again = (message: string, details: Readonly<Record<string, unknown>>): void => {
      // A program that cannot start may tell both of an error and of its end, or of only one of them.
      if (over || stopped) return;
      over = true;
      if (performance.now() - began > RESTART_MAX_MS) wait = RESTART_MIN_MS;
      log('error', `${name} ${message}`, { ...details, againInMs: wait });
      timer = setTimeout(start, wait);
      wait = Math.min(wait * 2, RESTART_MAX_MS);
    };
    child = launch(program);
    child.once('error', (error) => again('cannot start', { reason: error.message }));
    child.once('exit', (code, signal) => again('ended', { code, signal }));
  };
  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    child?.stdin?.end();
    child?.kill();
  };
}

const launch = ({ script, flags, token }: DemoProgram): ChildProcess =>
  spawn(process.execPath, [script, ...flags, '--with-parent'], {
    // In Electron's utility process this program is Electron itself, which the variable turns into plain Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', [TOKEN_VARIABLE]: token },
    // The pipe ends with this process, however that ends, and the child goes with it.
    stdio: ['pipe', 'ignore', 'inherit'],
  });
