import { QUALITIES } from '../../../preload/contract/index.js';
import type { LatestSample, Quality, SeriesPoint } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

/** How long samples are kept, ms. */
export const SAMPLES_KEPT_MS = 90 * 86_400_000;
/** Rows deleted in one statement, so that no writer waits for long. */
const PRUNED_AT_ONCE = 20_000;

export type SampleRow = {
  readonly series: number;
  /** UTC ms */
  readonly t: number;
  readonly value: number;
  /** index into QUALITIES */
  readonly quality: number;
  readonly demo: number;
};

export const qualityIndex = (quality: Quality): number => QUALITIES.indexOf(quality);
export const qualityAt = (index: number): Quality => QUALITIES[index] ?? 'bad';

export type SeriesName = { readonly indicator: string; readonly tier: string };
const nameOf = ({ indicator, tier }: SeriesName): string => `${indicator} ${tier}`;

/** The ids of series, by `indicator tier`; those that are new are made. */
export async function seriesIds(tx: Statements, names: readonly SeriesName[]): Promise<ReadonlyMap<string, number>> {
  const distinct = JSON.stringify([...new Map(names.map((name) => [nameOf(name), name])).values()]);
  await tx.run(
    `INSERT INTO series (indicator, tier)
     SELECT value ->> 'indicator', value ->> 'tier' FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
    distinct,
  );
  const rows = await tx.all<SeriesName & { id: number }>(
    `SELECT s.id, s.indicator, s.tier FROM json_each(?) j
     JOIN series s ON s.indicator = j.value ->> 'indicator' AND s.tier = j.value ->> 'tier'`,
    distinct,
  );
  return new Map(rows.map((row) => [nameOf(row), row.id]));
}

/** Those of the samples that are stored, as they are stored. */
export const findSamples = (tx: Statements, samples: readonly SampleRow[]): Promise<SampleRow[]> =>
  tx.all<SampleRow>(
    `SELECT s.* FROM json_each(?) j JOIN samples s ON s.series = j.value ->> 'series' AND s.t = j.value ->> 't'`,
    JSON.stringify(samples),
  );

export async function putSamples(tx: Statements, rows: readonly SampleRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO samples (series, t, value, quality, demo)
     SELECT value ->> 'series', value ->> 't', value ->> 'value', value ->> 'quality', value ->> 'demo' FROM json_each(?)
     WHERE true
     ON CONFLICT DO UPDATE SET value = excluded.value, quality = excluded.quality, demo = excluded.demo`,
    JSON.stringify(rows),
  );
}

/** A part of a series: from `from` to before `to` (UTC ms), at most `limit` points. */
export type SeriesRange = SeriesName & { readonly from: number; readonly to: number; readonly limit: number };

export async function samplesOf(db: Statements, { indicator, tier, from, to, limit }: SeriesRange): Promise<SeriesPoint[]> {
  const rows = await db.all<SampleRow>(
    `SELECT p.* FROM series s JOIN samples p ON p.series = s.id
     WHERE s.indicator = ? AND s.tier = ? AND p.t >= ? AND p.t < ? ORDER BY p.t LIMIT ?`,
    ...[indicator, tier, from, to, limit],
  );
  return rows.map(({ t, value, quality, demo }) => ({
    indicator,
    tier,
    t: toWireTime(t),
    value,
    quality: qualityAt(quality),
    demo: demo === 1,
  }));
}

type BucketRow = {
  readonly bucket: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
  readonly best: number;
  readonly worst: number;
  readonly demo: number;
};

/**
 * Buckets of `stepMs`; samples of bad quality count only where a bucket has no others. The driver binds numbers from
 * 2^31 on as REAL, hence the cast: the division must be that of whole numbers.
 */
export async function bucketsOf(db: Statements, range: SeriesRange, stepMs: number): Promise<SeriesPoint[]> {
  const { indicator, tier, from, to, limit } = range;
  const rows = await db.all<BucketRow>(
    `SELECT g.*, (SELECT value FROM samples WHERE series = g.series AND t = g.last_t) AS last FROM (
       SELECT p.series, p.t / CAST(?1 AS INTEGER) AS bucket,
              coalesce(avg(p.value) FILTER (WHERE p.quality < 2), avg(p.value)) AS mean,
              coalesce(min(p.value) FILTER (WHERE p.quality < 2), min(p.value)) AS low,
              coalesce(max(p.value) FILTER (WHERE p.quality < 2), max(p.value)) AS high,
              coalesce(max(p.t) FILTER (WHERE p.quality < 2), max(p.t)) AS last_t,
              min(p.quality) AS best, max(p.quality) AS worst, max(p.demo) AS demo
       FROM series s JOIN samples p ON p.series = s.id
       WHERE s.indicator = ?2 AND s.tier = ?3 AND p.t >= ?4 AND p.t < ?5
       GROUP BY bucket ORDER BY bucket LIMIT ?6) g`,
    ...[stepMs, indicator, tier, from, to, limit],
  );
  return rows.map(({ bucket, mean, low, high, last, best, worst, demo }) => ({
    t: toWireTime(bucket * stepMs),
    value: mean,
    quality: best === 2 ? 'bad' : worst === 0 ? 'good' : 'uncertain',
    min: low,
    max: high,
    last,
    demo: demo === 1,
  }));
}

export type LatestFilter = {
  /** only series after this one */
  readonly after: number;
  readonly limit: number;
  readonly indicator: string | undefined;
  readonly tier: string | undefined;
  /** codes that the caller may read; null = all */
  readonly readable: ReadonlySet<string> | null;
};

/** The newest sample of each series, with the series' id. */
export async function latestSamples(
  db: Statements,
  { after, limit, indicator, tier, readable }: LatestFilter,
): Promise<{ readonly series: number; readonly sample: LatestSample }[]> {
  const rows = await db.all<SampleRow & SeriesName>(
    `SELECT s.indicator, s.tier, p.* FROM series s
     JOIN samples p ON p.series = s.id AND p.t = (SELECT max(t) FROM samples WHERE series = s.id)
     WHERE s.id > ?1 AND (?2 IS NULL OR s.indicator = ?2) AND (?3 IS NULL OR s.tier = ?3)
       AND (?4 IS NULL OR s.tier IN (SELECT value FROM json_each(?4)))
     ORDER BY s.id LIMIT ?5`,
    after,
    indicator ?? null,
    tier ?? null,
    readable === null ? null : JSON.stringify([...readable]),
    limit,
  );
  return rows.map((row) => ({
    series: row.series,
    sample: {
      indicator: row.indicator,
      tier: row.tier,
      t: toWireTime(row.t),
      value: row.value,
      quality: qualityAt(row.quality),
      demo: row.demo === 1,
    },
  }));
}

/** Deletes samples that are no longer kept. */
export async function pruneSamples(db: Statements, now: number): Promise<void> {
  let deleted: number;
  do {
    deleted = await db.run(
      'DELETE FROM samples WHERE (series, t) IN (SELECT series, t FROM samples WHERE t < ? LIMIT ?)',
      now - SAMPLES_KEPT_MS,
      PRUNED_AT_ONCE,
    );
  } while (deleted === PRUNED_AT_ONCE);
}
