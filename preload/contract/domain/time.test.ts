import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromWireTime, toWireTime, wireTimeSchema } from './time.js';

describe('wireTimeSchema', () => {
  it.each([
    '2026-02-30T00:00:00.000Z',
    '2025-02-29T00:00:00.000Z',
    '2026-11-25T24:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-25T00:00:60.000Z',
    '2026-11-25T00:00:00Z',
    '2026-11-25T08:00:00.000+08:00',
  ])('refuses %s', (text) => {
    expect(wireTimeSchema.safeParse(text).success).toBe(false);
  });

  it('takes every moment that the server writes, and reads it back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 11, 31) }), (utcMs) => {
        expect(fromWireTime(wireTimeSchema.parse(toWireTime(utcMs)))).toBe(utcMs);
      }),
    );
  });
});
