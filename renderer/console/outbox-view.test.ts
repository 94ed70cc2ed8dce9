import { describe, expect, it } from 'vitest';
import type { Choice, OrderQuestion } from '../../preload/contract/index.js';
import { toldOf } from './outbox-view.js';

const asked: OrderQuestion = {
  code: 'precondition',
  expected: { indicator: 'cuntan-level', tier: '500000', comparison: { op: 'ge', value: 180.5 } },
  verdict: 'fails',
  found: { value: 176.4, t: 0 },
  at: 0,
};
const answered = (choice: Choice): OrderQuestion => ({ ...asked, answer: { choice, by: 'duty-officer', at: 1 } });

describe('toldOf', () => {
  it.each([
    ['held', { state: 'held' }],
    ['sending', { state: 'sending' }],
    ['accepted-by-backend', { state: 'accepted-by-backend' }],
    ['expired', { state: 'expired' }],
    ['lost', { state: 'expired', problem: { code: 'lost-by-backend' } }],
    ['refused', { state: 'refused', problem: { code: 'role' } }],
    ['withdrawn', { state: 'refused', problem: { code: 'withdrawn' } }],
    ['asked', { state: 'held', question: asked }],
    ['asked', { state: 'sending', question: asked }],
    ['expired', { state: 'expired', question: asked }],
    ['held', { state: 'held', question: answered('send') }],
    ['withdrawing', { state: 'sending', question: answered('withdraw') }],
    ['accepted-by-backend', { state: 'accepted-by-backend', question: answered('withdraw') }],
  ] as const)('%s', (told, item) => {
    expect(toldOf(item)).toBe(told);
  });
});
