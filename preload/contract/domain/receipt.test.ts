import { describe, expect, it } from 'vitest';
import { receiptSchema } from './receipt.js';

const receipt = {
  id: '0190b5a2-7c4e-7d3f-8a1b-2c3d4e5f6a7b',
  directive: '0190b5a2-7c4e-7d3f-8a1b-2c3d4e5f6a7b',
  round: 1,
  kind: 'progress',
  at: '2026-11-20T08:30:00.000Z',
};

describe('the place of a receipt', () => {
  it.each([
    [[106.5, 29.5], true],
    [[106.5, 29.5, 240], true],
    [[106.5], false],
    [[29.5, 106.5, 240], false],
    [[106.5, 29.5, 240, 0], false],
  ])('%j', (position, fits) => {
    expect(receiptSchema.safeParse({ ...receipt, position }).success).toBe(fits);
  });
});
