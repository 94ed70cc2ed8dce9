import { describe, expect, it } from 'vitest';
import type { FrozenRow } from '../../../preload/contract/index.js';
import { KeyedTopic } from './keyed-topic.js';
import { Versions } from './versions.js';

const row = (id: string, text = ''): FrozenRow => ({ id, frozen: { text } }) as FrozenRow;

function start(removedKept?: number) {
  const versions = new Versions();
  const topic = new KeyedTopic('frozen', versions, removedKept);
  const told = (from: number | undefined) => {
    const part = topic.since(from);
    if (part?.form !== 'rows') return undefined;
    const { upserts, removed } = JSON.parse(part.text) as { upserts: FrozenRow[]; removed: string[] };
    return { full: part.full, upserts: upserts.map(({ id }) => id), removed };
  };
  return { versions, topic, told };
}

describe('KeyedTopic', () => {
  it('tells everything to who has nothing, and nothing to who has everything', () => {
    const { versions, topic, told } = start();
    topic.change([row('a'), row('b')]);
    const version = versions.close();
    expect(told(undefined)).toEqual({ full: true, upserts: ['a', 'b'], removed: [] });
    expect(told(version)).toBeUndefined();
  });

  it.each([
    ['another row', [row('c')], [], { upserts: ['c'], removed: [] }],
    ['a row that changed', [row('a', 'new')], [], { upserts: ['a'], removed: [] }],
    ['a row as it was', [row('a')], [], undefined],
    ['a key that is gone', [], ['a'], { upserts: [], removed: ['a'] }],
    ['a key that never was', [], ['z'], undefined],
  ] as const)('tells the difference: %s', (_name, upserts, removed, delta) => {
    const { versions, topic, told } = start();
    topic.change([row('a'), row('b')]);
    const version = versions.close();
    expect(topic.change(upserts, removed)).toBe(delta !== undefined);
    versions.close();
    expect(told(version)).toEqual(delta === undefined ? undefined : { full: false, ...delta });
  });

  it('tells a key that came again as a row, not as gone', () => {
    const { versions, topic, told } = start();
    topic.change([row('a')]);
    const version = versions.close();
    topic.change([], ['a']);
    versions.close();
    topic.change([row('a', 'new')]);
    expect(told(version)).toEqual({ full: false, upserts: ['a'], removed: [] });
  });

  it('forgets the oldest of the keys that are gone, and tells who lags behind them everything', () => {
    const { versions, topic, told } = start(2);
    topic.change(['a', 'b', 'c', 'd'].map((id) => row(id)));
    const versionsOf = ['a', 'b', 'c'].map((id) => {
      const before = versions.close();
      topic.change([], [id]);
      return before;
    });
    versions.close();
    expect(told(versionsOf[0])).toEqual({ full: true, upserts: ['d'], removed: [] });
    expect(told(versionsOf[1])).toEqual({ full: false, upserts: [], removed: ['b', 'c'] });
  });
});
