import { describe, expect, it } from 'vitest';
import type { Order } from '../store/index.js';
import type { Circumstances, NextStep } from './next-step.js';
import { nextStep, RECHECK_MS } from './next-step.js';
import { FLOOD, frozenOf, idOf, NOW, orderOf } from './orders.fixture.js';

const GOOD: Circumstances = { now: NOW, isClockKnown: true, hasSender: true, isLinked: true, knownAt: undefined };
const conditional = { frozen: frozenOf(idOf(1), { precondition: FLOOD }) };
const expired = { expiresAt: NOW };
const tried = { attempts: 2, state: 'sending' } as const;
const asked = {
  code: 'precondition',
  expected: { ...FLOOD, tier: '500000' },
  verdict: 'fails',
  at: NOW - 1000,
} as const;
const answered = (choice: 'send' | 'withdraw') => ({ ...asked, answer: { choice, by: 'duty-officer', at: NOW } });
const step = (order: Partial<Order>, circumstances: Partial<Circumstances> = {}): NextStep =>
  nextStep(orderOf(1, order), { ...GOOD, ...circumstances });

describe('nextStep', () => {
  it.each([
    ['accepted', 'accepted-by-backend'],
    ['refused', 'refused'],
    ['expired', 'expired'],
  ] as const)('does nothing more with one that is %s', (_name, state) => {
    expect(step({ state, ...conditional })).toEqual({ do: 'nothing' });
  });

  it.each([
    ['may go', {}, {}, 'send'],
    ['is nobody’s here', {}, { hasSender: false }, 'login-needed'],
    ['has no backend', {}, { isLinked: false }, 'backend-away'],
    ['has neither', {}, { hasSender: false, isLinked: false }, 'login-needed'],
    ['is over', expired, {}, 'expire'],
    ['is over while nothing could be done', expired, { hasSender: false, isLinked: false }, 'expire'],
    ['is over by a clock that may be wrong', expired, { isClockKnown: false, isLinked: false }, 'backend-away'],
    ['was sent before', tried, {}, 'send'],
    ['was sent before and is over', { ...tried, ...expired }, {}, 'send'],
    ['was sent before, is over, and has no backend', { ...tried, ...expired }, { isLinked: false }, 'backend-away'],
  ])('one without a precondition that %s', (_name, order, circumstances, expected) => {
    const { do: done, ...why } = step(order, circumstances);
    expect('code' in why ? why.code : done).toBe(expected);
  });

  it.each([
    ['was held while the backend was away', {}, {}, 'check'],
    ['was seen to hold just now', {}, { knownAt: NOW - 1 }, 'send'],
    ['was seen to hold as long ago as may be', {}, { knownAt: NOW - RECHECK_MS }, 'send'],
    ['was seen to hold too long ago', {}, { knownAt: NOW - RECHECK_MS - 1 }, 'check'],
    ['was sent and may have arrived', tried, {}, 'look-up'],
    ['was sent, may have arrived, and is over', { ...tried, ...expired }, {}, 'look-up'],
    ['is over', expired, {}, 'expire'],
    ['is asked about', { question: asked }, {}, 'nothing'],
    ['is asked about, and nobody is here', { question: asked }, { hasSender: false }, 'nothing'],
    ['is asked about and over', { question: asked, ...expired }, {}, 'expire'],
    ['was sent, is asked about, and over', { question: asked, ...tried, ...expired }, {}, 'look-up'],
    ['shall go all the same', { question: answered('send') }, {}, 'send'],
    ['shall go, long after', { question: answered('send') }, { knownAt: NOW - 9 * RECHECK_MS }, 'send'],
    ['shall go, without a backend', { question: answered('send') }, { isLinked: false }, 'backend-away'],
    ['is withdrawn, though it was sent', { question: answered('withdraw'), ...tried }, {}, 'look-up'],
    ['is withdrawn, and its author is gone', { question: answered('withdraw'), ...tried }, { hasSender: false }, 'look-up'],
    ['is withdrawn, without a backend', { question: answered('withdraw'), ...tried }, { isLinked: false }, 'backend-away'],
  ])('one whose precondition %s', (_name, order, circumstances, expected) => {
    const { do: done, ...why } = step({ ...conditional, ...order }, circumstances);
    expect('code' in why ? why.code : done).toBe(expected);
  });
});
