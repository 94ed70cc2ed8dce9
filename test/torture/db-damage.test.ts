import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { damageRounds } from './damage/rounds.js';
import { Random } from './fuzz/random.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-damage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (seed: number, rounds: number) => {
  const random = new Random(seed);
  return { folder, rounds, random: () => random.next(), say: () => undefined };
};

it('finds damage or is not harmed by it, and loses no order', { timeout: 240_000 }, async () => {
  const result = await damageRounds(options(11, 25));
  expect(result.violations).toEqual([]);
  expect(result.found).toBeGreaterThan(5);
});

it('notices a store that does not look at its files', { timeout: 240_000 }, async () => {
  const blind = { file: () => Promise.resolve(undefined), rows: () => Promise.resolve(undefined) };
  const result = await damageRounds({ ...options(11, 25), targets: ['durable.db'], checks: blind });
  expect(result.violations.length).toBeGreaterThan(0);
});
