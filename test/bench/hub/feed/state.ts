/** What one row tells: its key, when it was sent (UTC ms), and one of its numbers. */
export type Row = { readonly key: string; readonly t: number; readonly value: number };

/** One text for a whole state, whatever the order of its keys. */
export function digest(state: ReadonlyMap<string, string>): string {
  let hash = 0x811c9dc5;
  for (const line of [...state].map(([key, value]) => `${key}=${value}`).sort()) {
    for (let index = 0; index < line.length; index += 1) hash = Math.imul(hash ^ line.charCodeAt(index), 0x01000193) >>> 0;
  }
  return `${state.size}:${hash.toString(16)}`;
}

/** How long rows were on their way, ms; kept whole, for a few hundred thousand of them. */
export class Latencies {
  readonly #ms: number[] = [];

  add(ms: number): void {
    this.#ms.push(ms);
  }

  /** Median, 95th and 99th percentile. */
  quantiles(): readonly [p50: number, p95: number, p99: number] {
    const sorted = Float64Array.from(this.#ms).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
    return [at(0.5), at(0.95), at(0.99)];
  }
}

/** What a window tells in the end. */
export type WindowResult = { readonly state: string; readonly latencies: readonly number[]; readonly live: boolean };

/** What an arm comes to. CPU in seconds, of main and, where there is one, of the hub; memory in bytes. */
export type ArmResult = {
  readonly cpu: { readonly main: number; readonly hub: number };
  readonly settledMs: number;
  readonly rows: number;
  readonly stopped: number;
  readonly memory: readonly number[];
  readonly windows: readonly WindowResult[];
};
