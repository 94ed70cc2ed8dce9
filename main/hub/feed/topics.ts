import type {
  ColumnTopic,
  FeedTopic,
  FramePart,
  PositionBatch,
  RowOf,
  RowTopic,
  SampleBatch,
  Subscription,
  ValueOf,
  ValueTopic,
  Wanted,
} from '../../../preload/contract/index.js';
import { ROW_TOPICS, UNKNOWN_KIND, valueKey, wantedFor } from '../../../preload/contract/index.js';
import type { Passes } from './filter-view.js';
import { KeyedTopic } from './keyed-topic.js';
import { LatestColumns } from './latest-columns.js';
import type { Versions } from './versions.js';
import { WholeTopic } from './whole-topic.js';

/** Works a whole value out when it is about to be sent. */
export type Readers = { readonly [T in ValueTopic]: () => ValueOf<T> };

/** How often a topic is sent at most: positions `fast`, all others `slow`. */
export type Pace = 'fast' | 'slow';

/** A topic as the windows' flows see it. */
export type Source = {
  readonly name: FeedTopic;
  /** the topic of a subscription that asks for it */
  readonly wanted: Wanted;
  readonly pace: Pace;
  since(from: number | undefined, filter: unknown): FramePart | undefined;
};

/** Everything that windows can subscribe to, as it stands. */
export class Topics {
  readonly sources: readonly Source[];
  readonly #wholes: { readonly [T in ValueTopic]: WholeTopic<T> };
  readonly #rows: { readonly [T in RowTopic]: KeyedTopic<T> };
  readonly #values: LatestColumns;
  readonly #positions: LatestColumns;
  /** Asset → its kind, for filters of positions. */
  readonly #kinds = new Map<string, string>();
  readonly #onChange: (pace: Pace) => void;

  /** @param onChange something changed that is sent at this pace */
  constructor(versions: Pick<Versions, 'open'>, readers: Readers, onChange: (pace: Pace) => void) {
    this.#onChange = onChange;
    this.#wholes = {
      scene: new WholeTopic('scene', versions, readers.scene),
      desk: new WholeTopic('desk', versions, readers.desk),
      catalogue: new WholeTopic('catalogue', versions, readers.catalogue),
      diagnostics: new WholeTopic('diagnostics', versions, readers.diagnostics),
    };
    this.#rows = {
      commands: new KeyedTopic('commands', versions),
      frozen: new KeyedTopic('frozen', versions),
      directives: new KeyedTopic('directives', versions),
      indicators: new KeyedTopic('indicators', versions),
      assets: new KeyedTopic('assets', versions),
      incidents: new KeyedTopic('incidents', versions),
      alarms: new KeyedTopic('alarms', versions),
    };
    this.#values = new LatestColumns('values', versions, {
      shape: { texts: ['indicator', 'tier'], numbers: ['t', 'value'], bytes: ['quality', 'demo'] },
      keyOf: valueKey,
      compile: (filter) => valueFilter(filter as Subscription['values']),
    });
    this.#positions = new LatestColumns('positions', versions, {
      shape: { texts: ['asset'], numbers: ['t', 'lng', 'lat', 'heading', 'speed'], bytes: ['quality', 'demo'] },
      keyOf: (asset) => asset,
      compile: (filter) => positionFilter(filter as Subscription['positions'], (asset) => this.#kinds.get(asset) ?? UNKNOWN_KIND),
    });
    const slow = (topic: WholeTopic<ValueTopic> | KeyedTopic<RowTopic>): Source => ({
      name: topic.name,
      wanted: wantedFor(topic.name),
      pace: 'slow',
      since: (from) => topic.since(from),
    });
    this.sources = [
      ...(Object.values(this.#wholes) as WholeTopic<ValueTopic>[]).map(slow),
      ...ROW_TOPICS.map((name) => slow(this.#rows[name] as KeyedTopic<RowTopic>)),
      this.#columnSource(this.#values, 'slow'),
      this.#columnSource(this.#positions, 'fast'),
    ];
  }

  /** A whole value may be another now. */
  touch(topic: ValueTopic): void {
    this.#wholes[topic].touch();
    this.#onChange('slow');
  }

  /** Looks at the whole values that may be others now; to be called before a version is closed. */
  refresh(): void {
    for (const topic of Object.values(this.#wholes)) topic.refresh();
  }

  /** Rows that came or changed, and keys of those that are gone. */
  change<T extends RowTopic>(topic: T, upserts: readonly RowOf[T][], removed: readonly string[] = []): void {
    if (topic === 'assets') this.#noteAssets(upserts as readonly RowOf['assets'][], removed);
    if (this.#rowsOf(topic).change(upserts, removed)) this.#onChange('slow');
  }

  takeSamples(batch: SampleBatch): void {
    if (this.#values.take(batch)) this.#onChange('slow');
  }

  takePositions(batch: PositionBatch): void {
    if (this.#positions.take(batch)) this.#onChange('fast');
  }

  /** Nothing of what was known of a topic holds any more. */
  clear(topic: ColumnTopic): void {
    if ((topic === 'values' ? this.#values : this.#positions).clear()) this.#onChange(topic === 'values' ? 'slow' : 'fast');
  }

  #rowsOf<T extends RowTopic>(topic: T): KeyedTopic<T> {
    return this.#rows[topic];
  }

  #columnSource(columns: LatestColumns, pace: Pace): Source {
    return { name: columns.name, wanted: columns.name, pace, since: (from, filter) => columns.since(from, filter) };
  }

  /** What is gone from the list of assets is nowhere. */
  #noteAssets(assets: readonly RowOf['assets'][], removed: readonly string[]): void {
    const changed = assets.filter(({ id, kind }) => this.#kinds.get(id) !== kind);
    for (const { id, kind } of changed) this.#kinds.set(id, kind);
    for (const id of removed) this.#kinds.delete(id);
    const [touched, gone] = [this.#positions.touch(changed.map(({ id }) => id)), this.#positions.remove(removed)];
    if (touched || gone) this.#onChange('fast');
  }
}

function valueFilter(filter: Subscription['values']): Passes | undefined {
  const { indicators, tiers } = filter ?? {};
  if (indicators === undefined && tiers === undefined) return undefined;
  const [wanted, places] = [indicators && new Set(indicators), tiers && new Set(tiers)];
  return (rows, slot) => (wanted?.has(rows.text('indicator', slot)) ?? true) && (places?.has(rows.text('tier', slot)) ?? true);
}

function positionFilter(filter: Subscription['positions'], kindOf: (asset: string) => string): Passes | undefined {
  const { bbox, kinds } = filter ?? {};
  if (bbox === undefined && kinds === undefined) return undefined;
  const wanted = kinds && new Set(kinds);
  const [west, south, east, north] = bbox ?? [-180, -90, 180, 90];
  return (rows, slot) => {
    const [lng, lat] = [rows.number('lng', slot), rows.number('lat', slot)];
    if (lng < west || lng > east || lat < south || lat > north) return false;
    return wanted?.has(kindOf(rows.text('asset', slot))) ?? true;
  };
}
