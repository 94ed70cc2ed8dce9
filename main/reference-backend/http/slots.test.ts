import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

describe('Slots', () => {
  it('bounds all and each, and a slot that comes back is free once', () => {
    const slots = new Slots({ all: 3, each: 2 });
    const first = slots.take('a');
    expect(slots.take('a')).toBeDefined();
    expect(slots.take('a')).toBeUndefined();
    expect(slots.take('b')).toBeDefined();
    expect(slots.take('c')).toBeUndefined();
    first?.();
    first?.();
    expect(slots.take('c')).toBeDefined();
    expect(slots.take('d')).toBeUndefined();
  });
});
