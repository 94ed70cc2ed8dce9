import type { PositionBatch, SampleBatch } from '../../preload/contract/index.js';
import {
  assetIdSchema,
  indicatorIdSchema,
  positionSchema,
  QUALITIES,
  sampleSchema,
  tierCodeSchema,
} from '../../preload/contract/index.js';
import type { Cell, CellReader } from './column.js';

/** A row that was left out: which one of its frame, its column, and what stood there. */
export type RowFault = { readonly row: number; readonly column: string; readonly value: string };

type Readers = Readonly<Record<string, CellReader>>;
type Taken<B> = B & { readonly leftOut: number; readonly fault?: RowFault };
type Limits = { readonly minValue: number | null; readonly maxValue: number | null };

/** What is kept of a value that does not fit, characters. */
const SHOWN = 80;
/** The span of `Date`, ms either way. */
const TIME_MAX = 8.64e15;

const { value: VALUE } = sampleSchema.shape;
const { lng: LNG, lat: LAT } = positionSchema.shape;
const HEADING = positionSchema.shape.heading.unwrap().unwrap();
const SPEED = positionSchema.shape.speed.unwrap().unwrap();
const TIME: Limits = { minValue: -TIME_MAX, maxValue: TIME_MAX };

/** Thrown for a cell that does not fit, and caught by its row: the row is left out. */
class Unfit extends Error {
  readonly column: string;
  readonly value: string;

  constructor(column: string, value: Cell) {
    super(`the column ${column}`);
    this.column = column;
    this.value = String(value).slice(0, SHOWN);
  }
}

/** Reads cells of one row after another; texts that were found right once are not looked at again. */
class RowReader {
  readonly #known = new Map<string, Set<string>>();
  readers: Readers = {};
  row = 0;

  cell(column: string): Cell {
    return this.readers[column]?.(this.row) ?? null;
  }

  text(column: string, schema: { safeParse(value: unknown): { success: boolean } }): string {
    const value = this.cell(column);
    if (typeof value !== 'string') throw new Unfit(column, value);
    const known = this.#known.get(column) ?? new Set();
    if (known.has(value)) return value;
    if (!schema.safeParse(value).success) throw new Unfit(column, value);
    this.#known.set(column, known.add(value));
    return value;
  }

  number(column: string, { minValue, maxValue }: Limits): number {
    const value = this.cell(column);
    if (typeof value !== 'number' || !(value >= (minValue ?? -Infinity) && value <= (maxValue ?? Infinity))) {
      throw new Unfit(column, value);
    }
    return value;
  }

  /** NaN where nobody told. */
  maybe(column: string, limits: Limits): number {
    const value = this.cell(column);
    return value === null || Number.isNaN(value) ? Number.NaN : this.number(column, limits);
  }

  quality(): number {
    const value = this.cell('quality');
    const place = QUALITIES.findIndex((quality) => quality === value);
    if (place < 0) throw new Unfit('quality', value);
    return place;
  }

  flag(column: string): number {
    return Number(this.cell(column) ?? 0) === 0 ? 0 : 1;
  }
}

/** Collects the rows of one frame, whatever batches they come in. */
abstract class Rows<B> {
  readonly #reader = new RowReader();
  #count = 0;
  #leftOut = 0;
  #fault: RowFault | undefined;

  take(readers: Readers, row: number): void {
    this.#reader.readers = readers;
    this.#reader.row = row;
    try {
      this.add(this.#reader);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      this.#leftOut += 1;
      this.#fault ??= { row: this.#count, column: error.column, value: error.value };
    }
    this.#count += 1;
  }

  batch(): Taken<B> {
    return { ...this.columns(), leftOut: this.#leftOut, ...(this.#fault === undefined ? {} : { fault: this.#fault }) };
  }

  /** Reads the whole row before it keeps anything of it. */
  protected abstract add(reader: RowReader): void;
  protected abstract columns(): B;
}

export class SampleRows extends Rows<{ readonly topic: 'samples'; readonly samples: SampleBatch }> {
  readonly #indicator: string[] = [];
  readonly #tier: string[] = [];
  readonly #t: number[] = [];
  readonly #value: number[] = [];
  readonly #quality: number[] = [];
  readonly #demo: number[] = [];

  protected add(reader: RowReader): void {
    const indicator = reader.text('indicator', indicatorIdSchema);
    const tier = reader.text('tier', tierCodeSchema);
    const t = reader.number('t', TIME);
    const value = reader.number('value', VALUE);
    const quality = reader.quality();
    this.#indicator.push(indicator);
    this.#tier.push(tier);
    this.#t.push(t);
    this.#value.push(value);
    this.#quality.push(quality);
    this.#demo.push(reader.flag('demo'));
  }

  protected columns(): { topic: 'samples'; samples: SampleBatch } {
    const samples = {
      indicator: this.#indicator,
      tier: this.#tier,
      t: Float64Array.from(this.#t),
      value: Float64Array.from(this.#value),
      quality: Uint8Array.from(this.#quality),
      demo: Uint8Array.from(this.#demo),
    };
    return { topic: 'samples', samples };
  }
}

export class PositionRows extends Rows<{ readonly topic: 'positions'; readonly positions: PositionBatch }> {
  readonly #asset: string[] = [];
  readonly #numbers: Readonly<Record<'t' | 'lng' | 'lat' | 'heading' | 'speed', number[]>> = {
    ...{ t: [], lng: [], lat: [], heading: [], speed: [] },
  };
  readonly #quality: number[] = [];
  readonly #demo: number[] = [];

  protected add(reader: RowReader): void {
    const asset = reader.text('asset', assetIdSchema);
    const t = reader.number('t', TIME);
    const lng = reader.number('lng', LNG);
    const lat = reader.number('lat', LAT);
    const heading = reader.maybe('heading', HEADING);
    const speed = reader.maybe('speed', SPEED);
    const quality = reader.quality();
    this.#asset.push(asset);
    this.#numbers.t.push(t);
    this.#numbers.lng.push(lng);
    this.#numbers.lat.push(lat);
    this.#numbers.heading.push(heading);
    this.#numbers.speed.push(speed);
    this.#quality.push(quality);
    this.#demo.push(reader.flag('demo'));
  }

  protected columns(): { topic: 'positions'; positions: PositionBatch } {
    const { t, lng, lat, heading, speed } = this.#numbers;
    const positions = {
      asset: this.#asset,
      t: Float64Array.from(t),
      lng: Float64Array.from(lng),
      lat: Float64Array.from(lat),
      heading: Float64Array.from(heading),
      speed: Float64Array.from(speed),
      quality: Uint8Array.from(this.#quality),
      demo: Uint8Array.from(this.#demo),
    };
    return { topic: 'positions', positions };
  }
}
