import type { Float64, Uint8, Vector } from 'apache-arrow';
import { DataType, tableFromIPC } from 'apache-arrow';
import type { FramePart } from '../../preload/contract/index.js';

export type Column = readonly string[] | Float64Array | Uint8Array;

/** A topic of numbers as it stands: columns of one length, and the row of each key. */
export type Columns = {
  /** goes up with every change; the columns themselves are changed in place */
  readonly version: number;
  readonly length: number;
  column(name: string): Column | undefined;
  rowOf(key: string): number | undefined;
};

type Growing = string[] | Float64Array | Uint8Array;

/** Keeps the newest row of each key in columns, as the hub's frames tell it. */
export class ColumnStore implements Columns {
  #version = 0;
  readonly #rows = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #columns = new Map<string, Growing>();
  readonly #keyOf: (texts: readonly string[]) => string;

  /** @param keyOf a row's key, of its texts in the order of the columns */
  constructor(keyOf: (texts: readonly string[]) => string) {
    this.#keyOf = keyOf;
  }

  get version(): number {
    return this.#version;
  }

  get length(): number {
    return this.#keys.length;
  }

  /** Cells beyond `length` mean nothing. */
  column(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  rowOf(key: string): number | undefined {
    return this.#rows.get(key);
  }

  apply({ full, columns, removed }: Extract<FramePart, { form: 'columns' }>): void {
    if (full) {
      this.#rows.clear();
      this.#keys.length = 0;
    }
    // What is gone first: a key may be gone and come again in one frame.
    for (const key of removed) this.#remove(key);
    const batch = tableFromIPC(columns);
    const { fields } = batch.schema;
    const names = fields.map(({ name }) => name);
    const values = fields.map(({ name, type }): Growing => {
      const vector = batch.getChild(name) ?? [];
      return DataType.isUtf8(type) ? [...(vector as Iterable<string>)] : (vector as Vector<Float64 | Uint8>).toArray();
    });
    const texts = values.filter((column) => Array.isArray(column));
    for (let row = 0; row < batch.numRows; row += 1) {
      const at = this.#place(this.#keyOf(texts.map((column) => column[row] ?? '')));
      names.forEach((name, index) => {
        const from = values[index] as Float64Array;
        (this.#column(name, from, at) as Float64Array)[at] = from[row] as number;
      });
    }
    this.#version += 1;
  }

  #place(key: string): number {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#keys.push(key) - 1;
    this.#rows.set(key, row);
    return row;
  }

  /** The last row moves into the gap, so that the columns stay without holes. */
  #remove(key: string): void {
    const gap = this.#rows.get(key);
    if (gap === undefined) return;
    this.#rows.delete(key);
    const last = this.#keys.length - 1;
    const moved = this.#keys[last];
    this.#keys.length = last;
    if (gap === last || moved === undefined) return;
    this.#keys[gap] = moved;
    this.#rows.set(moved, gap);
    for (const column of this.#columns.values()) (column as Float64Array)[gap] = (column as Float64Array)[last] as number;
  }

  #column(name: string, like: Growing, row: number): Growing {
    const column = this.#columns.get(name);
    if (Array.isArray(column) || (column !== undefined && row < column.length)) return column;
    if (!(like instanceof Float64Array) && !(like instanceof Uint8Array)) return this.#keep(name, []);
    const capacity = Math.max(256, 2 * row);
    const larger = like instanceof Float64Array ? new Float64Array(capacity) : new Uint8Array(capacity);
    if (column !== undefined) larger.set(column);
    return this.#keep(name, larger);
  }

  #keep(name: string, column: Growing): Growing {
    this.#columns.set(name, column);
    return column;
  }
}
