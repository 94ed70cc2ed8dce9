import { expect, it } from 'vitest';
import { announce } from './announce.js';
import { log } from './log.js';

it('goes on when nobody reads any more what it writes', () => {
  expect([typeof announce, typeof log]).toEqual(['function', 'function']);
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  for (const stream of [process.stdout, process.stderr]) expect(stream.emit('error', broken)).toBe(true);
});
