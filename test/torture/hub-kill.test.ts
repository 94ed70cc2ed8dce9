import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BACKEND } from '../integration/support/backend.js';
import { hubKillRounds } from './hub-kill/rounds.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-hub-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('loses and doubles no order that it acknowledged when it is killed while orders are given', { timeout: 240_000 }, async () => {
  const result = await hubKillRounds({
    backend: BACKEND,
    host: join(import.meta.dirname, '../integration/support/hub-host.mjs'),
    folder,
    rounds: 4,
    random: Math.random,
    say: () => undefined,
  });
  expect(result.violations).toEqual([]);
  expect(result.acknowledged).toBeGreaterThan(0);
});
