import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkFact, LinkStatus } from './next-link.js';
import { linkAtStart, nextLink, shownLink } from './next-link.js';

const AWAY = { code: 'backend-away' };
const failed = (at: number, more: Partial<Extract<LinkFact, { kind: 'failed' }>> = {}): LinkFact => ({
  ...{ kind: 'failed', at, problem: AWAY, spread: 0 },
  ...more,
});
const run = (facts: readonly LinkFact[], from = linkAtStart(0)): LinkStatus => facts.reduce(nextLink, from);
const LIVE: readonly LinkFact[] = [
  { kind: 'aimed', at: 1 },
  { kind: 'trying', at: 1 },
  { kind: 'greeted', at: 2 },
  { kind: 'caught-up', at: 3 },
];

describe('nextLink', () => {
  it.each<[string, readonly LinkFact[], Partial<LinkStatus>]>([
    ['nothing yet', [], { state: 'connecting', since: 0 }],
    ['an address and a token', LIVE.slice(0, 2), { state: 'connecting', since: 0, retryAt: undefined }],
    ['no address', [{ kind: 'aimed', at: 5, lacks: AWAY }], { state: 'offline', since: 5, problem: AWAY }],
    ['no token', [{ kind: 'aimed', at: 5, lacks: { code: 'login-needed' } }], { state: 'refused', since: 5 }],
    ['a hello', LIVE.slice(0, 3), { state: 'catching-up', since: 2 }],
    ['everything fetched', LIVE, { state: 'live', since: 3, problem: undefined, retryAt: undefined }],
    ['a store that hangs', [...LIVE, { kind: 'behind', at: 9 }], { state: 'catching-up', since: 9 }],
    ['a word of it', [...LIVE, { kind: 'heard', at: 9, roundTripMs: 4 }], { state: 'live', heardAt: 9, roundTripMs: 4 }],
    [
      'a later word',
      [...LIVE, { kind: 'heard', at: 9, roundTripMs: 4 }, { kind: 'heard', at: 11 }],
      { heardAt: 11, roundTripMs: 4 },
    ],
    ['a failure', [...LIVE, failed(20)], { state: 'offline', since: 20, problem: AWAY, retryAt: 520 }],
    ['a try after it', [...LIVE, failed(20), { kind: 'trying', at: 520 }], { state: 'offline', since: 20, retryAt: undefined }],
    ['another failure', [...LIVE, failed(20), failed(600)], { state: 'offline', since: 20, retryAt: 1600 }],
    ['a new aim', [...LIVE, failed(20), failed(600), { kind: 'aimed', at: 700 }], { state: 'connecting', failures: 0 }],
    ['a failure after a good time', [failed(20), ...LIVE, failed(20_000)], { failures: 1, retryAt: 20_500 }],
    [
      'a failure right after the hello',
      [failed(20), failed(600), ...LIVE.slice(1), failed(4000)],
      { failures: 3, retryAt: 6000 },
    ],
    ['a refused token', [...LIVE, failed(20, { problem: { code: 'token' } })], { state: 'refused', retryAt: 60_020 }],
    ['a foreign key', [failed(20, { problem: { code: 'pin-mismatch' } })], { state: 'refused', retryAt: 60_020 }],
    [
      'the refusal of a token that was renewed',
      [...LIVE, failed(20, { problem: { code: 'token-expired' }, renewed: true })],
      { state: 'connecting', retryAt: 20, failures: 0 },
    ],
    ['a sequence that is no longer kept', [...LIVE, failed(20, { gone: true })], { beginAnew: true, state: 'offline' }],
    ['a hello after that', [...LIVE, failed(20, { gone: true }), { kind: 'greeted', at: 30 }], { beginAnew: true }],
    [
      'everything fetched after that',
      [...LIVE, failed(20, { gone: true }), ...LIVE.slice(2)],
      { beginAnew: false, state: 'live' },
    ],
    ['a frame out of place', [...LIVE, failed(20, { disorder: true })], { state: 'catching-up', retryAt: 520, stuck: 1 }],
    [
      'something stored after it',
      [...LIVE, failed(20, { disorder: true }), { kind: 'stored', at: 30 }],
      { stuck: 0, disorders: [20], beginAnew: false },
    ],
    [
      'the third one in the same place',
      [...LIVE, failed(20, { disorder: true }), failed(30, { disorder: true }), failed(40, { disorder: true })],
      { beginAnew: true, stuck: 0 },
    ],
  ])('after %s', (_name, facts, expected) => {
    expect(run(facts)).toMatchObject(expected);
  });

  it('waits ever longer for a server that always sends rubbish, although each connection was good', () => {
    let status = run(LIVE);
    const waits: number[] = [];
    for (let at = 15_000; waits.length < 8; at += 16_000) {
      status = run([failed(at, { disorder: true })], status);
      waits.push((status.retryAt ?? 0) - at);
      status = run(
        [
          { kind: 'greeted', at: at + 1 },
          { kind: 'stored', at: at + 2 },
          { kind: 'caught-up', at: at + 3 },
        ],
        status,
      );
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    // Five minutes later it is forgiven.
    expect(run([failed(1_000_000, { disorder: true })], status)).toMatchObject({ state: 'catching-up', retryAt: 1_000_500 });
  });

  it('never tries again sooner than 400 ms and never later than 72 s after a failure, whatever happened before', () => {
    const fact = fc.record({
      code: fc.constantFrom('backend-away', 'token', 'pin-mismatch', 'backend-garbage'),
      gap: fc.integer({ min: 0, max: 400_000 }),
      spread: fc.double({ min: -1, max: 1, noNaN: true }),
      disorder: fc.boolean(),
      live: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        let status = linkAtStart(0);
        let at = 0;
        for (const { code, gap, spread, disorder, live } of facts) {
          at += gap;
          if (live) {
            status = run(
              [
                { kind: 'greeted', at },
                { kind: 'caught-up', at },
              ],
              status,
            );
          }
          status = run([failed(at, { problem: { code }, spread, disorder })], status);
          const wait = (status.retryAt ?? 0) - at;
          expect(wait).toBeGreaterThanOrEqual(400);
          expect(wait).toBeLessThanOrEqual(72_000);
        }
      }),
    );
  });

  it('shows windows nothing but what they take', () => {
    const problem = { code: 'backend-away', details: { reason: 'x' }, definite: false };
    expect(shownLink(run([...LIVE, failed(20, { problem })]))).toEqual({
      ...{ state: 'offline', since: 20, retryAt: 520, problem: { code: 'backend-away', details: { reason: 'x' } } },
    });
  });
});
