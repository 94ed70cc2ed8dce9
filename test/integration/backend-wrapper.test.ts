import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKEND, startBackend } from './support/backend.js';
import { freshFolder, removeFolders } from './support/backend-client.js';

afterAll(removeFolders);

const WRAPPED = join(import.meta.dirname, 'support/wrapped.mjs');
const words = (data: string): string[] => [BACKEND, '--data', data, '--port', '0', '--no-responders'];

/** Runs the backend as a person does, in a process group of its own, and waits until it listens. */
async function launch(program: string, args: readonly string[], cwd: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.resume();
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url = '' } = JSON.parse(line.startsWith('{') ? line : '{}') as { event?: string; url?: string };
    if (event === 'listening') return { child, url };
  }
  throw new Error('the backend did not listen');
}

const direct = (data: string) => launch(process.execPath, [WRAPPED, ...words(data)], data);
function byNpm(data: string): ReturnType<typeof launch> {
  writeFileSync(join(data, 'package.json'), JSON.stringify({ scripts: { backend: `"${process.execPath}" "${WRAPPED}"` } }));
  return launch('npm', ['run', '--silent', 'backend', '--', ...words(data)], data);
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/v1/health`).then(
    ({ ok }) => ok,
    () => false,
  );

describe.skipIf(process.platform === 'win32')('npm run backend', () => {
  it.each([
    ['its whole process group is', direct, (pid: number) => process.kill(-pid, 'SIGKILL')],
    ['the wrapper alone is', direct, (pid: number) => process.kill(pid, 'SIGKILL')],
    ['npm alone is', byNpm, (pid: number) => process.kill(pid, 'SIGKILL')],
  ])(
    'leaves nothing behind when %s killed',
    async (_name, start, kill) => {
      const data = freshFolder();
      const { child, url } = await start(data);
      kill(child.pid ?? 0);
      const again = await startBackend({ data });
      expect(await answers(url)).toBe(false);
      await again.stop();
    },
    60_000,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops cleanly on %s to the wrapper',
    async (signal) => {
      const { child, url } = await direct(freshFolder());
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(await answers(url)).toBe(false);
    },
    60_000,
  );

  it('stops cleanly on Ctrl-C, which reaches the whole group', async () => {
    const { child } = await direct(freshFolder());
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-(child.pid ?? 0), 'SIGINT');
    expect(await ended).toBe(0);
  });
});
