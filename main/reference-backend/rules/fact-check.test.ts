import { describe, expect, it } from 'vitest';
import { isSkewed, sameNumber } from './fact-check.js';

const NOW = Date.UTC(2026, 10, 25);

describe('isSkewed', () => {
  it.each([
    [NOW, false],
    [NOW + 300_000, false],
    [NOW + 300_001, true],
    [NOW - 365 * 86_400_000, false],
    [0, true],
    [Date.UTC(1980, 0, 6), true],
  ])('%d', (t, expected) => {
    expect(isSkewed(t, NOW)).toBe(expected);
  });
});

describe('sameNumber', () => {
  it.each([
    [1, 1, true],
    [32.84293731338472, 32.842937313384716, true],
    [2.242106692810398e-81, 2.2421066928103978e-81, true],
    [1, 1.000001, false],
    [0, 1e-300, false],
    [null, null, true],
    [null, 0, false],
    [-5, 5, false],
  ])('%d and %d', (a, b, expected) => {
    expect(sameNumber(a, b)).toBe(expected);
  });
});
