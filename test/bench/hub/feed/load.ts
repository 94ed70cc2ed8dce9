import type { ColumnSpec } from '../../../../main/arrow/index.js';
import { encodeColumns } from '../../../../main/arrow/index.js';
import type { Asset, Indicator } from '../../../../preload/contract/index.js';

/** 5,000 rows a second: 4,000 positions of 2,000 assets and 1,000 samples of 500 series, in 100 frames. */
const ASSETS = 2000;
const SERIES = 500;
const FRAMES_PER_SECOND = 50;
const POSITIONS_PER_FRAME = 80;
const SAMPLES_PER_FRAME = 20;

const TIER = '500103';
const assetOf = (n: number): string => `truck-${n}`;
const indicatorOf = (n: number): string => `level-${n}`;

const POSITIONS: readonly ColumnSpec[] = [
  { name: 'asset', type: 'text' },
  { name: 't', type: 'time' },
  { name: 'lng', type: 'double' },
  { name: 'lat', type: 'double' },
  { name: 'heading', type: 'single', nullable: true },
  { name: 'speed', type: 'single', nullable: true },
  { name: 'quality', type: 'text' },
];
const SAMPLES: readonly ColumnSpec[] = [
  { name: 'indicator', type: 'text' },
  { name: 'tier', type: 'text' },
  { name: 't', type: 'time' },
  { name: 'value', type: 'double' },
  { name: 'quality', type: 'text' },
];

export const assets = (): Asset[] =>
  Array.from({ length: ASSETS }, (_, n) => ({
    id: assetOf(n),
    kind: 'truck',
    name: assetOf(n),
    tier: TIER,
    fixed: false,
    demo: true,
  }));

export const indicators = (): Indicator[] =>
  Array.from({ length: SERIES }, (_, n) => ({
    id: indicatorOf(n),
    title: indicatorOf(n),
    unit: 'm',
    domain: 'emergency',
    system: 'government',
    periodMs: 1000,
    staleAfterMs: 60_000,
    owner: `${TIER}-centre`,
    templates: [],
    direction: 'lower',
    target: 1,
    warn: 2,
    critical: 3,
  }));

/** What is known in the end: key → `t:value`, in the same form as the pages keep it. */
export class Load {
  readonly last = new Map<string, string>();
  #sequence = 0;
  #position = 0;
  #sample = 0;

  /** The frames that are due in the n-th fiftieth of a second. */
  frames(now: number): Uint8Array[] {
    return [this.#positions(now), this.#samples(now)];
  }

  #positions(now: number): Uint8Array {
    const rows = Array.from({ length: POSITIONS_PER_FRAME }, () => (this.#position += 1));
    const lng = rows.map((n) => 106 + (n % 10_000) / 10_000);
    const names = rows.map((n) => assetOf(n % ASSETS));
    names.forEach((name, index) => this.last.set(name, `${now}:${lng[index]}`));
    const same = <T>(value: T): T[] => rows.map(() => value);
    return encodeColumns(
      POSITIONS,
      [names, same(now), lng, same(29), same(90), same(10), same('good')],
      this.#span('positions', rows.length),
    );
  }

  #samples(now: number): Uint8Array {
    const rows = Array.from({ length: SAMPLES_PER_FRAME }, () => (this.#sample += 1));
    const names = rows.map((n) => indicatorOf(n % SERIES));
    names.forEach((name, index) => this.last.set(name, `${now}:${rows[index]}`));
    const same = <T>(value: T): T[] => rows.map(() => value);
    return encodeColumns(SAMPLES, [names, same(TIER), same(now), rows, same('good')], this.#span('samples', rows.length));
  }

  #span(topic: string, rows: number): Record<string, string> {
    const from = this.#sequence;
    this.#sequence += rows;
    return { topic, from: String(from), to: String(this.#sequence) };
  }
}

export const FRAME_EVERY_MS = 1000 / FRAMES_PER_SECOND;
