import type { SampleBatch } from '../../../../preload/contract/index.js';
import type { Statements } from '../../../sqlite/index.js';
import { rows } from '../query.js';
import { cache } from './tables.js';

/** Rows whose text is made without a pause: a few ms, so that nothing else in the process waits for long. */
const TEXT_AT_ONCE = 2500;

/** The ids of series by indicator and tier, known in memory because every sample needs one. */
export class SeriesIds {
  #ids: Map<string, Map<string, number>> | undefined;

  /** What was numbered in a transaction that failed is not numbered. */
  forget(): void {
    this.#ids = undefined;
  }

  /** The ids of the samples' series, in their order; new series are made. */
  async of(tx: Statements, { indicator, tier }: Pick<SampleBatch, 'indicator' | 'tier'>): Promise<readonly number[]> {
    this.#ids ??= await read(tx);
    let found = lookUp(this.#ids, indicator, tier);
    const missing = new Map<string, readonly [string, string]>();
    for (const [index, id] of found.entries()) {
      if (id !== UNKNOWN) continue;
      const [name, code] = [indicator[index] ?? '', tier[index] ?? ''];
      missing.set(`${name} ${code}`, [name, code]);
    }
    if (missing.size > 0) {
      await tx.run(
        'INSERT INTO series (indicator, tier) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING',
        JSON.stringify([...missing.values()]),
      );
      this.#ids = await read(tx);
      found = lookUp(this.#ids, indicator, tier);
    }
    return found;
  }
}

const UNKNOWN = 0;

const lookUp = (ids: ReadonlyMap<string, ReadonlyMap<string, number>>, indicator: readonly string[], tier: readonly string[]) =>
  indicator.map((name, index) => ids.get(name)?.get(tier[index] ?? '') ?? UNKNOWN);

async function read(tx: Statements): Promise<Map<string, Map<string, number>>> {
  const ids = new Map<string, Map<string, number>>();
  for (const { id, indicator, tier } of await rows(tx, cache.selectFrom('series').select(['id', 'indicator', 'tier']))) {
    const tiers = ids.get(indicator) ?? new Map<string, number>();
    tiers.set(tier, id);
    ids.set(indicator, tiers);
  }
  return ids;
}

/**
 * Keeps samples; of two for the same moment the later in the list counts. All in one statement, sorted as the table is:
 * inserts in the order of the stream cost half as much again, and so does a row's text read once more for each column,
 * which `jsonb_each` (SQLite 3.51) spares.
 */
export async function putSamples(tx: Statements, ids: SeriesIds, batches: readonly SampleBatch[]): Promise<void> {
  const texts: string[] = [];
  let rows: (readonly (number | undefined)[])[] = [];
  const endText = (): void => {
    if (rows.length > 0) texts.push(JSON.stringify(rows).slice(1, -1));
    rows = [];
  };
  for (const batch of batches) {
    const series = await ids.of(tx, batch);
    for (const [index, id] of series.entries()) {
      rows.push([id, batch.t[index], batch.value[index], batch.quality[index], batch.demo[index]]);
      if (rows.length < TEXT_AT_ONCE) continue;
      endText();
      await pause();
    }
  }
  endText();
  await tx.run(
    `INSERT INTO samples (series, t, value, quality, demo)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM jsonb_each(?) WHERE true ORDER BY 1, 2, key
     ON CONFLICT DO UPDATE SET value = excluded.value, quality = excluded.quality, demo = excluded.demo`,
    `[${texts.join(',')}]`,
  );
}

/** Lets whatever else waits in this process have its turn. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
