import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Account } from '../../../preload/contract/index.js';

/** What `node build/bundle.mjs backend` makes. */
export const BACKEND = join(import.meta.dirname, '../../../dist/backend/index.cjs');

export type CreatedAccount = {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly tier: string;
};

export type StartOptions = {
  readonly data: string;
  /** the path of an accounts file, or what to write into one */
  readonly accounts?: string | readonly Account[];
  readonly port?: number;
  /** wait for `accounts-created`; without it, when the folder is new and no accounts are given */
  readonly expectAccounts?: boolean;
  /** `--no-responders` without */
  readonly args?: readonly string[];
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string };

export type TestBackend = {
  readonly url: string;
  readonly process: ChildProcess;
  /** public half of the root key */
  readonly rootKey: string;
  /** log-ins made at first start; empty at later ones */
  readonly accountsCreated: readonly CreatedAccount[];
  /** Sends a signal and waits for the end. */
  readonly kill: (signal: NodeJS.Signals) => Promise<Exit>;
  /** SIGTERM; rejects unless it ends with 0. */
  readonly stop: () => Promise<void>;
};

/** Starts the real backend on a data folder and waits until it listens. Rejects with its stderr when it does not. */
export async function startBackend(options: StartOptions): Promise<TestBackend> {
  const fresh = options.accounts === undefined && !existsSync(join(options.data, 'backend.db'));
  const expected = options.expectAccounts ?? fresh;
  const { child, exited } = launchBackend(options);
  const announced = announcements(child);
  const lost = exited.then(({ code, signal, stderr }) => {
    throw new Error(`the backend ended (${code ?? signal}) before it listened: ${stderr}`);
  });
  // Once it listens nobody waits for this any more.
  lost.catch(() => undefined);
  const listening = await Promise.race([announced.next(), lost]);
  const created = expected ? await Promise.race([announced.next(), lost]) : { accounts: [] };
  const root = await Promise.race([announced.next(), lost]);
  const kill = (signal: NodeJS.Signals): Promise<Exit> => {
    child.kill(signal);
    return exited;
  };
  return {
    url: listening['url'] as string,
    process: child,
    rootKey: root['publicKey'] as string,
    accountsCreated: created['accounts'] as CreatedAccount[],
    kill,
    stop: async () => {
      const { code, signal, stderr } = await kill('SIGTERM');
      if (code !== 0) throw new Error(`the backend ended with ${code ?? signal}: ${stderr}`);
    },
  };
}

/** Runs it where it is expected to end by itself. */
export const runBackend = (options: StartOptions): Promise<Exit> => launchBackend(options).exited;

export type ToolExit = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs one of the backend's tools, which end by themselves. */
export function runTool(...args: readonly string[]): Promise<ToolExit> {
  const child = spawn(process.execPath, [BACKEND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, problems]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => problems.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: out.join(''), stderr: problems.join('') }));
  });
}

function launchBackend({ data, accounts, port = 0, args = ['--no-responders'] }: StartOptions): {
  child: ChildProcess;
  exited: Promise<Exit>;
} {
  if (!existsSync(BACKEND)) throw new Error(`${BACKEND} is missing: run "node build/bundle.mjs backend" first`);
  const file = typeof accounts === 'object' ? writeAccounts(data, accounts) : accounts;
  const flags = ['--data', data, '--port', String(port), ...(file === undefined ? [] : ['--accounts', file]), ...args];
  const child = spawn(process.execPath, [BACKEND, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, exited };
}

function writeAccounts(data: string, accounts: readonly Account[]): string {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'accounts.json');
  writeFileSync(file, JSON.stringify(accounts));
  return file;
}

/** The JSON lines that the process writes, one after the other. */
function announcements(child: ChildProcess): { next: () => Promise<Record<string, unknown>> } {
  if (child.stdout === null) throw new Error('stdout is not a pipe');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const line = await lines.next();
      if (line.done === true) return new Promise(() => undefined);
      return JSON.parse(line.value) as Record<string, unknown>;
    },
  };
}
