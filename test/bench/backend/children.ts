import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** This program as a file; its other roles run from it too. */
const SELF = process.argv[1] ?? '';
/** Bundled to dist/bench, beside dist/backend. */
const BACKEND = resolve(dirname(SELF), '../backend/index.cjs');

export type Child = {
  /** the first line that it wrote to stdout, JSON */
  readonly first: Record<string, unknown>;
  /** Asks it to end and waits for that. */
  readonly stop: () => Promise<void>;
};

/** Starts a program of its own process and waits for its first line. */
async function start(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const ended = endOf(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = await Promise.race([lines.next(), ended.then((code) => Promise.reject(new Error(`ended with ${code}`)))]);
  return {
    first: JSON.parse(line.value ?? '{}') as Record<string, unknown>,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code));
  });

export const startProduct = (data: string, accounts: string): Promise<Child> =>
  start([BACKEND, '--data', data, '--accounts', accounts, '--no-responders']);

/** A server role of this program. */
export const startRole = (role: string, ...args: readonly string[]): Promise<Child> => start([SELF, `--role=${role}`, ...args]);

/** Runs a role of this program to its end; its first line is its result. */
export async function runRole<T>(role: string, ...args: readonly string[]): Promise<T> {
  const { first, stop } = await startRole(role, ...args);
  await stop();
  return first as T;
}
