import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './client.js';
import { Document } from './document.js';
import type { Server } from './server.js';
import { startServer } from './server.js';
import { accounts, Hall, PASSWORD, TOWN } from './town.js';

const folder = mkdtempSync(join(tmpdir(), 'yilan-readme-'));
let server: Server;
let hall: Hall;

/** The lines that the page gives an integrator, as they stand there. */
function published(): string {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('## Being a town in 20 lines\n');
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

beforeAll(async () => {
  server = await startServer(folder, accounts());
  hall = new Hall(new Client(new Document(), server.url), '');
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('the page for integrators', () => {
  it('is at most 20 lines of shell', () => {
    const lines = published().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThanOrEqual(20);
  });

  it('makes a town that does what it is told', async () => {
    const orders = [await hall.issue(), await hall.issue()];
    const env = { PATH: process.env['PATH'], BACKEND: server.url, NAME: 'town', PASSWORD };
    const { status, stderr } = spawnSync('sh', ['-eu'], { input: published(), env, encoding: 'utf8' });
    expect(`${status} ${stderr}`).toBe('0 ');
    for (const { id } of orders) {
      const { directives } = await hall.view(id);
      const states = directives.filter(({ state }) => state !== 'pending').map(({ tier, state }) => `${tier} ${state}`);
      expect(states).toEqual([`${TOWN} done`]);
    }
  });
});
