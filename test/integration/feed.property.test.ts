import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset, Frame, PositionBatch, SampleBatch, Subscription } from '../../preload/contract/index.js';
import { valueKey } from '../../preload/contract/index.js';
import { Topics as HubTopics } from '../../main/hub/feed/topics.js';
import { Versions } from '../../main/hub/feed/versions.js';
import { WindowFlow } from '../../main/hub/feed/window-flow.js';
import type { Columns } from '../../renderer/state/column-store.js';
import { FrameQueue } from '../../renderer/state/frame-queue.js';
import { Topics as PageTopics } from '../../renderer/state/topics.js';

const WINDOWS = 4;
const KINDS = ['truck', 'boat'] as const;
const ASSETS = ['a', 'b', 'c', 'd'] as const;
const TIERS = ['500101', '500102'] as const;
const FILTERS: readonly Subscription[] = [
  { assets: {}, positions: {}, values: {} },
  { assets: {}, positions: { bbox: [0, 0, 5, 10] }, values: { tiers: ['500101'] } },
  { positions: { kinds: ['truck'] } },
  { assets: {}, positions: { bbox: [4, 0, 10, 10], kinds: ['boat'] }, values: { indicators: ['i1'] } },
];

const often = <T>(arbitrary: fc.Arbitrary<T>) => ({ arbitrary, weight: 6 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => ({ arbitrary, weight: 1 });
const window = fc.nat(WINDOWS - 1);
const filter = fc.nat(FILTERS.length - 1);
const asset = fc.constantFrom(...ASSETS);
const action = fc.oneof(
  often(fc.record({ do: fc.constant('move'), asset, lng: fc.integer({ min: 0, max: 10 }), age: fc.nat(3) })),
  often(fc.record({ do: fc.constant('tick'), slow: fc.boolean() })),
  often(fc.record({ do: fc.constant('show'), window })),
  seldom(fc.record({ do: fc.constant('asset'), asset, kind: fc.constantFrom(...KINDS) })),
  seldom(fc.record({ do: fc.constant('gone'), asset })),
  seldom(
    fc.record({
      do: fc.constant('sample'),
      tier: fc.constantFrom(...TIERS),
      value: fc.nat(9),
      indicator: fc.constantFrom('i1', 'i2'),
    }),
  ),
  seldom(fc.record({ do: fc.constant('clear') })),
  seldom(fc.record({ do: fc.constant('subscribe'), window, filter })),
  seldom(fc.record({ do: fc.constant('reborn'), window, filter })),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** A window: what the hub notes of it, what is on its way, and what its page has. */
class Simulated {
  flow = new WindowFlow();
  queue = new FrameQueue();
  page = new PageTopics();
  inbox: Frame[] = [];
  topics: Subscription = {};

  subscribe(topics: Subscription, fresh: boolean): void {
    this.topics = topics;
    this.flow.subscribe(topics, fresh);
  }

  reborn(topics: Subscription): void {
    Object.assign(this, new Simulated());
    this.subscribe(topics, true);
  }

  /** Shows the oldest frame on its way. */
  show(): void {
    const frame = this.inbox.shift();
    if (frame === undefined) return;
    expect(this.queue.add(frame)).not.toBe('misfit');
    for (const due of this.queue.due(Infinity)) this.page.apply(due);
    this.flow.shown(frame.version);
  }
}

class World {
  readonly versions = new Versions();
  readonly hub = new HubTopics(
    this.versions,
    { scene: never, desk: never, catalogue: never, diagnostics: never },
    () => undefined,
  );
  readonly windows = Array.from({ length: WINDOWS }, () => new Simulated());
  readonly assets = new Map<string, Asset>();
  readonly positions = new Map<string, { lng: number; t: number }>();
  readonly values = new Map<string, { indicator: string; tier: string; value: number; t: number }>();
  now = 1000;

  send(paces: readonly ('fast' | 'slow')[]): void {
    const version = this.versions.close();
    for (const window of this.windows) {
      const next = window.flow.next({
        version,
        now: (this.now += 100),
        paces: new Set(paces),
        sources: this.hub.sources.filter(({ wanted }) => ['assets', 'positions', 'values'].includes(wanted)),
        part: (source, filter, from) => source.since(from, filter),
      });
      if (next !== undefined) window.inbox.push({ kind: 'frame', hub: 'h', effectiveAt: 0, ...next });
      expect(window.inbox.length).toBeLessThanOrEqual(2);
    }
  }

  run(next: Action): void {
    switch (next.do) {
      case 'move': {
        const t = (this.now += 1) - 2 * next.age;
        const known = this.positions.get(next.asset);
        if (known === undefined || t >= known.t) this.positions.set(next.asset, { lng: next.lng, t });
        return this.hub.takePositions(positions(next.asset, t, next.lng));
      }
      case 'asset': {
        const asset: Asset = { id: next.asset, kind: next.kind, name: next.asset, tier: '500101', fixed: false, demo: true };
        this.assets.set(asset.id, asset);
        this.kinds.set(asset.id, asset.kind);
        return this.hub.change('assets', [asset]);
      }
      case 'gone':
        this.assets.delete(next.asset);
        this.positions.delete(next.asset);
        this.kinds.delete(next.asset);
        return this.hub.change('assets', [], [next.asset]);
      case 'sample': {
        const { indicator, tier, value } = next;
        const t = (this.now += 1);
        this.values.set(valueKey(indicator, tier), { indicator, tier, value, t });
        return this.hub.takeSamples(samples(indicator, tier, t, value));
      }
      case 'clear':
        this.positions.clear();
        return this.hub.clear('positions');
      case 'tick':
        return this.send(next.slow ? ['fast', 'slow'] : ['fast']);
      case 'show':
        return this.windows[next.window]?.show();
      case 'subscribe':
        return this.windows[next.window]?.subscribe(FILTERS[next.filter] as Subscription, false);
      case 'reborn':
        return this.windows[next.window]?.reborn(FILTERS[next.filter] as Subscription);
    }
  }

  /** Every window shows everything that it is sent until nothing more comes. */
  settle(): void {
    for (let round = 0; round < 6; round += 1) {
      for (const window of this.windows) while (window.inbox.length > 0) window.show();
      this.send(['fast', 'slow']);
    }
    for (const { inbox } of this.windows) expect(inbox).toEqual([]);
  }

  kindOf(asset: string): string {
    return this.kinds.get(asset) ?? 'unknown';
  }

  readonly kinds = new Map<string, string>();
}

const never = (): never => {
  throw new Error('nobody subscribed to it');
};
const positions = (asset: string, t: number, lng: number): PositionBatch => ({
  asset: [asset],
  t: Float64Array.of(t),
  lng: Float64Array.of(lng),
  lat: Float64Array.of(1),
  heading: Float64Array.of(Number.NaN),
  speed: Float64Array.of(2),
  quality: Uint8Array.of(0),
  demo: Uint8Array.of(1),
});
const samples = (indicator: string, tier: string, t: number, value: number): SampleBatch => ({
  indicator: [indicator],
  tier: [tier],
  t: Float64Array.of(t),
  value: Float64Array.of(value),
  quality: Uint8Array.of(0),
  demo: Uint8Array.of(0),
});

/** Key → one column's cell of every row. */
function cells(columns: Columns, keyOf: (row: number) => string, name: string): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: columns.length }, (_, row) => {
      expect(columns.rowOf(keyOf(row))).toBe(row);
      return [keyOf(row), columns.column(name)?.[row]];
    }),
  );
}

describe('the feed, whatever happens in whatever order', () => {
  it('leaves every window with exactly what the hub has and the window wants', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 120, size: 'max' }), (actions) => {
        const world = new World();
        world.windows.forEach((each, index) => each.subscribe(FILTERS[index] as Subscription, true));
        for (const next of actions) world.run(next);
        world.settle();
        for (const { page, topics } of world.windows) {
          if (topics.assets !== undefined) expect(new Map(page.tables.assets)).toEqual(world.assets);
          if (topics.positions !== undefined) {
            const { bbox, kinds } = topics.positions;
            const wanted = [...world.positions].filter(
              ([asset, { lng }]) =>
                (bbox === undefined || (lng >= bbox[0] && lng <= bbox[2])) &&
                (kinds === undefined || kinds.includes(world.kindOf(asset))),
            );
            const text = page.positions.column('asset') as readonly string[] | undefined;
            const shown = cells(page.positions, (row) => text?.[row] ?? '', 'lng');
            expect(shown).toEqual(Object.fromEntries(wanted.map(([asset, { lng }]) => [asset, lng])));
          }
          if (topics.values !== undefined) {
            const { indicators, tiers } = topics.values;
            const wanted = [...world.values].filter(
              ([, row]) =>
                (indicators === undefined || indicators.includes(row.indicator)) &&
                (tiers === undefined || tiers.includes(row.tier)),
            );
            const [indicator, tier] = ['indicator', 'tier'].map(
              (name) => page.values.column(name) as readonly string[] | undefined,
            );
            const shown = cells(page.values, (row) => valueKey(indicator?.[row] ?? '', tier?.[row] ?? ''), 'value');
            expect(shown).toEqual(Object.fromEntries(wanted.map(([key, { value }]) => [key, value])));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
