import { expect, it } from 'vitest';
import { fuzz } from './fuzz/run.js';

it('answers 500 generated requests without failing', { timeout: 120_000 }, async () => {
  expect((await fuzz(500, 7)).violations).toEqual([]);
});
