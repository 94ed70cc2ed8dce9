import { describe, expect, it } from 'vitest';
import { Heart } from './heart.js';

const beats = (heart: Heart, count: number): boolean[] => Array.from({ length: count }, () => heart.beat());

describe('Heart', () => {
  it('gives up whoever leaves three pings unanswered', () => {
    const heart = new Heart();
    expect(beats(heart, 4)).toEqual([false, false, false, true]);
  });

  it('goes on with whoever answers', () => {
    const heart = new Heart();
    beats(heart, 3);
    heart.answered();
    expect(beats(heart, 4)).toEqual([false, false, false, true]);
  });

  it('does not count while a message is being answered, and begins anew after it', () => {
    const heart = new Heart();
    beats(heart, 2);
    heart.busy = true;
    expect(beats(heart, 20)).not.toContain(true);
    heart.busy = false;
    expect(beats(heart, 4)).toEqual([false, false, false, true]);
  });
});
