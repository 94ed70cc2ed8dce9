import type { ColumnTopic, FramePart } from '../../../preload/contract/index.js';
import type { ColumnData } from './arrow.js';
import { encodeArrow } from './arrow.js';
import type { Passes, Rows } from './filter-view.js';
import { FilterView } from './filter-view.js';
import type { Versions } from './versions.js';

/** The columns of a topic by what they hold. The texts together are a row's key, and `t` is among the numbers. */
export type Shape = {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly bytes: readonly string[];
};
/** Columns of one length, named as in the shape. */
export type Batch = Readonly<Record<string, readonly string[] | Float64Array | Uint8Array>>;

const CAPACITY_FIRST = 256;
/** Filters whose rows are followed; windows have few, and one that was forgotten gets everything anew. */
const VIEWS_KEPT = 64;
const REMOVED_KEPT = 5000;

export type LatestOptions = {
  readonly shape: Shape;
  /** The key of a row, of its texts in the order of the shape. */
  readonly keyOf: (...texts: string[]) => string;
  /** What a filter lets pass; undefined for one that lets everything pass. */
  readonly compile: (filter: unknown) => Passes | undefined;
  readonly removedKept?: number;
};

/** The newest row of each key, in columns; each with the version of its last change. */
export class LatestColumns {
  readonly name: ColumnTopic;
  #changedAt = 0;
  #floor = 0;
  #capacity = CAPACITY_FIRST;
  /** Slots in use are below this, but for the free ones. */
  #end = 0;
  readonly #free: number[] = [];
  readonly #slots = new Map<string, number>();
  readonly #texts: Map<string, string[]>;
  readonly #utf8: Map<string, Uint8Array[]>;
  readonly #numbers: Map<string, Float64Array>;
  readonly #bytes: Map<string, Uint8Array>;
  /** The column `t`. */
  #time: Float64Array;
  /** Version of a slot's last change; 0 for a free one. */
  #version: Float64Array = new Float64Array(CAPACITY_FIRST);
  readonly #removed = new Map<string, number>();
  readonly #views = new Map<string, FilterView>();
  readonly #versions: Pick<Versions, 'open'>;
  readonly #options: LatestOptions;

  constructor(name: ColumnTopic, versions: Pick<Versions, 'open'>, options: LatestOptions) {
    this.name = name;
    this.#versions = versions;
    this.#options = options;
    const { texts, numbers, bytes } = options.shape;
    this.#texts = new Map(texts.map((column) => [column, []]));
    this.#utf8 = new Map(texts.map((column) => [column, []]));
    this.#numbers = new Map(numbers.map((column) => [column, new Float64Array(CAPACITY_FIRST)]));
    this.#bytes = new Map(bytes.map((column) => [column, new Uint8Array(CAPACITY_FIRST)]));
    this.#time = this.#numbers.get('t') as Float64Array;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Takes what came; a row older than the one that is known is passed over. True when anything changed. */
  take(batch: Batch): boolean {
    const { shape, keyOf } = this.#options;
    const version = this.#versions.open;
    const times = batch['t'] as Float64Array;
    const texts = shape.texts.map((column) => batch[column] as readonly string[]);
    const [first, second] = texts as [readonly string[], (readonly string[])?];
    // Row by row only where a row goes; the columns are copied one after the other.
    const [rows, slots]: [number[], number[]] = [[], []];
    for (let row = 0; row < times.length; row += 1) {
      const text = first[row] as string;
      const key = second === undefined ? keyOf(text) : keyOf(text, second[row] as string);
      const known = this.#slots.get(key);
      const time = times[row] as number;
      if (known !== undefined && time < (this.#time[known] as number)) continue;
      const slot = known ?? this.#add(key, (index) => texts[index]?.[row] as string);
      this.#time[slot] = time;
      rows.push(row);
      slots.push(slot);
      this.#version[slot] = version;
    }
    for (const name of shape.numbers) copy(this.#numbers.get(name) as Float64Array, slots, batch[name] as Float64Array, rows);
    for (const name of shape.bytes) copy(this.#bytes.get(name) as Uint8Array, slots, batch[name] as Uint8Array, rows);
    if (rows.length > 0) this.#changedAt = version;
    return rows.length > 0;
  }

  /** What a filter looks at besides the columns changed for these keys. */
  touch(keys: Iterable<string>): boolean {
    const version = this.#versions.open;
    let changed = false;
    for (const key of keys) {
      const slot = this.#slots.get(key);
      if (slot === undefined) continue;
      this.#version[slot] = version;
      changed = true;
    }
    if (changed) this.#changedAt = version;
    return changed;
  }

  remove(keys: Iterable<string>): boolean {
    const version = this.#versions.open;
    let changed = false;
    for (const key of keys) {
      const slot = this.#slots.get(key);
      if (slot === undefined) continue;
      this.#slots.delete(key);
      this.#free.push(slot);
      this.#version[slot] = 0;
      for (const view of this.#views.values()) view.free(slot);
      this.#removed.delete(key);
      this.#removed.set(key, version);
      changed = true;
    }
    if (changed) this.#changedAt = version;
    for (const [key, at] of this.#removed) {
      if (this.#removed.size <= (this.#options.removedKept ?? REMOVED_KEPT)) break;
      this.#removed.delete(key);
      this.#floor = at;
    }
    return changed;
  }

  /** Nothing of what was known holds any more. */
  clear(): boolean {
    return this.remove([...this.#slots.keys()]);
  }

  /**
   * What a window with a filter lacks, undefined when nothing.
   * @param from the version it has; undefined where it has nothing under this filter
   */
  since(from: number | undefined, filter: unknown): Extract<FramePart, { form: 'columns' }> | undefined {
    if (from !== undefined && this.#changedAt <= from) return undefined;
    const view = this.#view(filter);
    view.refresh(this.#version.subarray(0, this.#end), this.#rows);
    const full = from === undefined || from < this.#floor || from < view.since;
    const after = full ? 0 : from;
    const slots = view.changed(this.#version.subarray(0, this.#end), after);
    const removed = full ? [] : [...this.#removedAfter(after), ...view.leftAfter(after).map((slot) => this.#keyAt(slot))];
    if (!full && slots.length === 0 && removed.length === 0) return undefined;
    return { form: 'columns', topic: this.name, full, columns: this.#encode(slots), removed };
  }

  readonly #rows: Rows = {
    text: (column, slot) => this.#texts.get(column)?.[slot] ?? '',
    number: (column, slot) => this.#numbers.get(column)?.[slot] ?? Number.NaN,
  };

  #keyAt(slot: number): string {
    return this.#options.keyOf(...this.#options.shape.texts.map((column) => this.#rows.text(column, slot)));
  }

  #removedAfter(from: number): string[] {
    return [...this.#removed].filter(([, version]) => version > from).map(([key]) => key);
  }

  #add(key: string, textAt: (index: number) => string): number {
    const slot = this.#free.pop() ?? this.#end;
    if (slot === this.#end) this.#end += 1;
    if (this.#end > this.#capacity) this.#grow();
    // That the key was removed stays known: a window that had it may not be shown the new row.
    this.#slots.set(key, slot);
    this.#options.shape.texts.forEach((column, index) => {
      const text = textAt(index);
      (this.#texts.get(column) as string[])[slot] = text;
      (this.#utf8.get(column) as Uint8Array[])[slot] = Buffer.from(text);
    });
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    const numbers = (column: Float64Array): Float64Array => {
      const larger = new Float64Array(this.#capacity);
      larger.set(column);
      return larger;
    };
    for (const [name, column] of this.#numbers) this.#numbers.set(name, numbers(column));
    for (const [name, column] of this.#bytes) {
      const larger = new Uint8Array(this.#capacity);
      larger.set(column);
      this.#bytes.set(name, larger);
    }
    this.#version = numbers(this.#version);
    this.#time = this.#numbers.get('t') as Float64Array;
  }

  #view(filter: unknown): FilterView {
    const id = JSON.stringify(filter ?? {});
    const known = this.#views.get(id);
    // In the order of their last use.
    this.#views.delete(id);
    const view = known ?? new FilterView(this.#options.compile(filter), this.#versions.open);
    this.#views.set(id, view);
    for (const old of this.#views.keys()) {
      if (this.#views.size <= VIEWS_KEPT) break;
      this.#views.delete(old);
    }
    return view;
  }

  #encode(slots: readonly number[]): Uint8Array<ArrayBuffer> {
    const { texts, numbers, bytes } = this.#options.shape;
    const gathered = <T extends Float64Array | Uint8Array>(column: T, to: T): T => {
      for (let index = 0; index < slots.length; index += 1) to[index] = column[slots[index] as number] as number;
      return to;
    };
    const textOf = (name: string): readonly Uint8Array[] => {
      const column = this.#utf8.get(name) ?? [];
      return slots.map((slot) => column[slot] as Uint8Array);
    };
    const columns: (readonly [string, ColumnData])[] = [
      ...texts.map((name) => [name, textOf(name)] as const),
      ...numbers.map(
        (name) => [name, gathered(this.#numbers.get(name) as Float64Array, new Float64Array(slots.length))] as const,
      ),
      ...bytes.map((name) => [name, gathered(this.#bytes.get(name) as Uint8Array, new Uint8Array(slots.length))] as const),
    ];
    return encodeArrow(columns);
  }
}

function copy<T extends Float64Array | Uint8Array>(to: T, slots: readonly number[], from: T, rows: readonly number[]): void {
  for (let index = 0; index < rows.length; index += 1) to[slots[index] as number] = from[rows[index] as number] as number;
}
