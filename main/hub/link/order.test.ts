import { expect, it } from 'vitest';
import { placeOf } from './order.js';

it.each([
  [7n, '7', '9', 'next'],
  [7n, '7', '100007', 'next'],
  [7n, '5', '7', 'known'],
  [7n, '3', '4', 'known'],
  [7n, '7', '7', 'known'],
  [7n, '5', '9', 'overlaps'],
  [7n, '8', '9', 'gap'],
  [7n, '9', '8', 'impossible'],
  [9007199254740993n, '9007199254740992', '9007199254740993', 'known'],
  [9007199254740993n, '9007199254740994', '9007199254740995', 'gap'],
] as const)('after %s a frame from %s to %s is %s', (position, from, to, place) => {
  expect(placeOf(position, { from, to })).toBe(place);
});
