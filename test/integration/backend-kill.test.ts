import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { killRounds } from '../torture/kill/rounds.js';
import { BACKEND } from './support/backend.js';
import { freshFolder, removeFolders } from './support/backend-client.js';

afterAll(removeFolders);

it('loses and doubles nothing that it answered for when it is killed under load', async () => {
  const result = await killRounds({
    backend: BACKEND,
    folder: join(freshFolder(), 'kill'),
    rounds: 3,
    random: Math.random,
    say: () => undefined,
  });
  expect(result.violations).toEqual([]);
  expect(result.commands).toBeGreaterThan(0);
  expect(result.receipts).toBeGreaterThan(0);
}, 60_000);
