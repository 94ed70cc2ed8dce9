import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../preload/contract/index.js';
import { afterAnswer } from './answered.js';

describe('afterAnswer', () => {
  it('keeps the last answer beside the problem, and drops the problem with the next answer', () => {
    const failed = afterAnswer<number[]>({}, fail('hub-away'));
    expect(failed).toEqual({ problem: { code: 'hub-away' } });
    const known = afterAnswer(failed, ok([1]));
    expect(known).toEqual({ value: [1] });
    expect(afterAnswer(known, fail('hub-away'))).toEqual({ value: [1], problem: { code: 'hub-away' } });
  });
});
