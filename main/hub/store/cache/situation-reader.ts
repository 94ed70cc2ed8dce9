import type { Alarm, Asset, Incident, Indicator, PositionBatch, SampleBatch } from '../../../../preload/contract/index.js';
import { alarmSchema, assetSchema, incidentSchema, indicatorSchema } from '../../../../preload/contract/index.js';
import type { z } from 'zod';
import type { Database } from '../../../sqlite/index.js';
import type { Cursor } from '../commands.js';
import { first, rows } from '../query.js';
import type { KeptAlarm } from './cells.js';
import { cache } from './tables.js';

/** A stretch of one series, as columns of one length, oldest first; `t` in UTC ms. */
export type SeriesColumns = Pick<SampleBatch, 't' | 'value' | 'quality' | 'demo'>;

/** Which series: one, all of an indicator, or all of a tier. */
export type SeriesFilter = { readonly indicator?: string | undefined; readonly tier?: string | undefined };

/** How far cache.db has come. `followedSince`: from this time on (UTC ms) it has had every sample from the stream. */
export type CacheCursor = Cursor & { readonly followedSince: number };

/** Reads what the screens show of the city. What no longer fits its schema is as if it were not there. */
export class SituationReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async cursor(): Promise<CacheCursor | undefined> {
    const row = await first(this.#database, cache.selectFrom('cursor').selectAll());
    return row && { epoch: row.epoch, sequence: row.sequence, followedSince: row.followed_since };
  }

  /** When the backend was heard last, UTC ms of its clock. */
  async heard(): Promise<number | undefined> {
    return (await first(this.#database, cache.selectFrom('heard').select('at')))?.at;
  }

  indicators(): Promise<Indicator[]> {
    return this.#bodies('indicators', indicatorSchema);
  }

  incidents(): Promise<Incident[]> {
    return this.#bodies('incidents', incidentSchema);
  }

  assets(): Promise<Asset[]> {
    return this.#bodies('assets', assetSchema);
  }

  async alarms(): Promise<KeptAlarm[]> {
    const found = await rows(this.#database, cache.selectFrom('alarms').select(['sequence', 'body']));
    return found.flatMap(({ sequence, body }) =>
      fitting<Alarm>(alarmSchema, body).map((alarm): KeptAlarm => ({ alarm, sequence })),
    );
  }

  /** Where assets are. */
  async positions(): Promise<PositionBatch> {
    const found = await rows(this.#database, cache.selectFrom('positions').selectAll());
    return {
      asset: found.map(({ asset }) => asset),
      t: Float64Array.from(found, ({ t }) => t),
      lng: Float64Array.from(found, ({ lng }) => lng),
      lat: Float64Array.from(found, ({ lat }) => lat),
      heading: Float64Array.from(found, ({ heading }) => heading ?? Number.NaN),
      speed: Float64Array.from(found, ({ speed }) => speed ?? Number.NaN),
      quality: Uint8Array.from(found, ({ quality }) => quality),
      demo: Uint8Array.from(found, ({ demo }) => demo),
    };
  }

  /** The newest sample of each series: of one indicator over the tiers, of one tier over the indicators, or all. */
  async latest({ indicator, tier }: SeriesFilter): Promise<SampleBatch> {
    const found = await rows(
      this.#database,
      cache
        .selectFrom('series')
        .innerJoin('samples', 'samples.series', 'series.id')
        .select(['indicator', 'tier', 't', 'value', 'quality', 'demo'])
        .where('t', '=', (of) =>
          of
            .selectFrom('samples as newest')
            .select((sum) => sum.fn.max('newest.t').as('t'))
            .whereRef('newest.series', '=', 'series.id'),
        )
        .$if(indicator !== undefined, (query) => query.where('indicator', '=', indicator ?? ''))
        .$if(tier !== undefined, (query) => query.where('tier', '=', tier ?? ''))
        .orderBy('indicator')
        .orderBy('tier'),
    );
    return { indicator: found.map((row) => row.indicator), tier: found.map((row) => row.tier), ...columnsOf(found) };
  }

  /** What is here of one series from `from` to before `to`, UTC ms. */
  async samples(indicator: string, tier: string, from: number, to: number): Promise<SeriesColumns> {
    const found = await rows(
      this.#database,
      cache
        .selectFrom('series')
        .innerJoin('samples', 'samples.series', 'series.id')
        .select(['t', 'value', 'quality', 'demo'])
        .where('indicator', '=', indicator)
        .where('tier', '=', tier)
        .where('t', '>=', from)
        .where('t', '<', to)
        .orderBy('t'),
    );
    return columnsOf(found);
  }

  /** The time from which on a series is whole here, UTC ms; undefined where nothing was followed yet. */
  async coveredFrom(indicator: string, tier: string): Promise<number | undefined> {
    const cursor = await this.cursor();
    if (cursor === undefined) return undefined;
    const query = cache.selectFrom('series').select('covered_from').where('indicator', '=', indicator).where('tier', '=', tier);
    const series = await first(this.#database, query);
    return Math.min(series?.covered_from ?? cursor.followedSince, cursor.followedSince);
  }

  async #bodies<T>(table: 'indicators' | 'incidents' | 'assets', schema: z.ZodType<T>): Promise<T[]> {
    const found = await rows(this.#database, cache.selectFrom(table).select('body').orderBy('id'));
    return found.flatMap(({ body }) => fitting(schema, body));
  }
}

type ValueRow = { readonly t: number; readonly value: number; readonly quality: number; readonly demo: number };

const columnsOf = (found: readonly ValueRow[]): SeriesColumns => ({
  t: Float64Array.from(found, ({ t }) => t),
  value: Float64Array.from(found, ({ value }) => value),
  quality: Uint8Array.from(found, ({ quality }) => quality),
  demo: Uint8Array.from(found, ({ demo }) => demo),
});

function fitting<T>(schema: z.ZodType<T>, body: string): T[] {
  const parsed = schema.safeParse(JSON.parse(body));
  return parsed.success ? [parsed.data] : [];
}
