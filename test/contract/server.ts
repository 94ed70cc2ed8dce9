import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What `node build/bundle.mjs backend` makes, from the repository's root. */
const PROGRAM = join('dist', 'backend', 'index.cjs');

export type Server = {
  readonly url: string;
  readonly pid: number;
  /** what it wrote to stderr so far */
  readonly stderr: () => string;
  /** the exit code, once it has ended */
  readonly ended: () => number | null;
  readonly stop: () => Promise<void>;
};

export type StartOptions = {
  readonly flags?: readonly string[];
  /** how far behind the server's clock is, ms: what it gives out then has run out for a server with the right time */
  readonly behindMs?: number;
};

/** Starts the program as its manual says and waits for its first line. */
export async function startServer(
  folder: string,
  accounts: readonly unknown[],
  { flags: more = [], behindMs = 0 }: StartOptions = {},
): Promise<Server> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run "node build/bundle.mjs backend" first`);
  const file = join(folder, 'accounts.json');
  writeFileSync(file, JSON.stringify(accounts));
  const flags = ['--port', '0', '--data', folder, '--accounts', file, '--no-responders', ...more];
  const clock = `data:text/javascript,const now=Date.now;Date.now=()=>now()-${behindMs}`;
  const child = spawn(process.execPath, [...(behindMs === 0 ? [] : ['--import', clock]), PROGRAM, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const first = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    closed.then((code) => Promise.reject(new Error(`the server ended with ${code}: ${stderr}`))),
  ]);
  return {
    url: (JSON.parse(first) as { url: string }).url,
    pid: child.pid ?? 0,
    stderr: () => stderr,
    ended: () => child.exitCode,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await closed;
      if (code !== 0) throw new Error(`the server ended with ${code}: ${stderr}`);
    },
  };
}
