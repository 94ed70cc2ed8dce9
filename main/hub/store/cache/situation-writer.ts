import type { Asset, Incident, Indicator, PositionBatch, Result, SampleBatch } from '../../../../preload/contract/index.js';
import { ok } from '../../../../preload/contract/index.js';
import type { Database, Statements } from '../../../sqlite/index.js';
import type { Cursor } from '../commands.js';
import { stored } from '../guard.js';
import { change, first } from '../query.js';
import { BatchQueue } from './batch-queue.js';
import type { BatchBounds } from './batch-queue.js';
import type { Changes, KeptAlarm } from './cells.js';
import { putAlarms, putAssets, putBodies, putIncidents, putPositions } from './cells.js';
import { putSamples, SeriesIds } from './sample-rows.js';
import type { SeriesColumns } from './situation-reader.js';
import { cache } from './tables.js';

/** What one batch of the stream changes here; `cursor` is how far the file has come with it. */
export type SituationBatch = {
  readonly samples?: SampleBatch | undefined;
  readonly positions?: PositionBatch | undefined;
  readonly incidents?: Changes<Incident> | undefined;
  readonly alarms?: Changes<KeptAlarm> | undefined;
  readonly assets?: readonly Asset[] | undefined;
  readonly cursor?: Cursor | undefined;
};

/** Everything that the backend has now. */
export type SituationContent = {
  readonly indicators: readonly Indicator[];
  readonly latest: SampleBatch;
  readonly incidents: readonly Incident[];
  readonly alarms: readonly KeptAlarm[];
  readonly assets: readonly Asset[];
  readonly positions: PositionBatch;
};

/** Rows of one item of the queue at most. */
const ROWS_OF_ITEM = 5000;

/**
 * Writes what the screens show of the city. Batches are collected (`BatchQueue`) and written together with the cursor
 * behind them, in one transaction; a hub that dies before goes on from the cursor before. Writing the same again
 * changes nothing. Errors: `store-down` (the disk is full, read-only …).
 */
export class SituationWriter {
  readonly #database: Database;
  readonly #ids = new SeriesIds();
  readonly #queue: BatchQueue<SituationBatch>;

  constructor(database: Database, bounds?: BatchBounds) {
    this.#database = database;
    this.#queue = new BatchQueue((batches) => this.#inTransaction((tx) => this.#put(tx, batches)), bounds);
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    return this.#queue.rows;
  }

  /** The database is another one now: what is known of its series is not true of it. */
  forget(): void {
    this.#ids.forget();
  }

  /** Resolves when there is room for more. An error is that of an earlier batch, which was given up with all after it. */
  async put(batch: SituationBatch): Promise<Result<null>> {
    const { samples, cursor, ...rest } = batch;
    const parts = samples === undefined ? [] : partsOf(samples);
    // The cursor goes with the last part: those before it come again where it was not written.
    for (const part of parts.slice(0, -1)) {
      const added = await this.#queue.add({ samples: part }, ROWS_OF_ITEM);
      if (!added.ok) return added;
    }
    const last = parts.at(-1);
    return this.#queue.add({ ...rest, samples: last, cursor }, (last?.t.length ?? 0) + sizeOf(rest));
  }

  /** Keeps when the backend was heard last. @param at UTC ms of its clock */
  heard(at: number): Promise<Result<null>> {
    return this.#inTransaction(async (tx) => {
      await tx.run('INSERT OR REPLACE INTO heard (only, at) VALUES (1, ?)', at);
    });
  }

  /** Resolves when everything that was put is committed. */
  flush(): Promise<Result<null>> {
    return this.#queue.flush();
  }

  /**
   * Takes what the backend has now instead of what is here. Samples stay, unless the backend's history is another one
   * (other epoch, or a sequence before the one that was reached); they count as whole only from `followedSince` on.
   */
  async refill(content: SituationContent, cursor: Cursor, followedSince: number): Promise<Result<null>> {
    // What waits is older than the content; whether it could be written does not matter any more.
    await this.#queue.flush();
    return this.#inTransaction(async (tx) => {
      const before = await first(tx, cache.selectFrom('cursor').select(['epoch', 'sequence']));
      const goesOn = before?.epoch === cursor.epoch && BigInt(before.sequence) <= BigInt(cursor.sequence);
      for (const table of ['indicators', 'incidents', 'alarms', 'assets', 'positions'] as const) {
        await tx.run(`DELETE FROM ${table}`);
      }
      const { indicator, tier } = content.latest;
      const there = goesOn ? await this.#ids.of(tx, { indicator, tier }) : [];
      // The newest sample of a series is its latest; a series that the backend does not have must have none.
      await tx.run('DELETE FROM samples WHERE series NOT IN (SELECT value FROM json_each(?))', JSON.stringify([...there]));
      await tx.run('UPDATE series SET covered_from = NULL');
      await putBodies(tx, 'indicators', content.indicators, []);
      await putIncidents(tx, { upserts: content.incidents, removed: [] });
      await putAlarms(tx, { upserts: content.alarms, removed: [] });
      await putAssets(tx, content.assets);
      await putPositions(tx, [content.positions]);
      await putSamples(tx, this.#ids, [content.latest]);
      await putCursor(tx, cursor, followedSince);
    });
  }

  /**
   * Keeps a stretch of a series as the backend has it now, and with it that the series is whole from `from` on.
   * @param to the moment after the last of the stretch, UTC ms
   * @param newer samples of the series that the stream brought meanwhile; they count, whichever was read first
   */
  putSeries(
    { indicator, tier }: { readonly indicator: string; readonly tier: string },
    { from, to }: { readonly from: number; readonly to: number },
    columns: SeriesColumns,
    newer: () => readonly SeriesColumns[],
  ): Promise<Result<null>> {
    return this.#inTransaction(async (tx) => {
      const named = (part: SeriesColumns): SampleBatch => ({
        indicator: Array.from(part.t, () => indicator),
        tier: Array.from(part.t, () => tier),
        ...part,
      });
      const [id] = await this.#ids.of(tx, { indicator: [indicator], tier: [tier] });
      await tx.run('DELETE FROM samples WHERE series = ? AND t >= ? AND t < ?', id ?? 0, from, to);
      await putSamples(tx, this.#ids, [columns, ...newer()].map(named));
      await tx.run(
        'UPDATE series SET covered_from = min(coalesce(covered_from, (SELECT followed_since FROM cursor), ?2), ?2) WHERE id = ?1',
        id ?? 0,
        from,
      );
    });
  }

  async #put(tx: Statements, batches: readonly SituationBatch[]): Promise<void> {
    const samples = batches.flatMap((batch) => batch.samples ?? []);
    if (samples.length > 0) await putSamples(tx, this.#ids, samples);
    await putPositions(
      tx,
      batches.flatMap(({ positions }) => positions ?? []),
    );
    for (const { incidents, alarms, assets, cursor } of batches) {
      if (incidents !== undefined) await putIncidents(tx, incidents);
      if (alarms !== undefined) await putAlarms(tx, alarms);
      if (assets !== undefined) await putAssets(tx, assets);
      if (cursor !== undefined) await putCursor(tx, cursor);
    }
  }

  async #inTransaction(work: (tx: Statements) => Promise<void>): Promise<Result<null>> {
    const written = await stored(() => this.#database.transaction(work));
    if (written.ok) return ok(null);
    this.#ids.forget();
    return written;
  }
}

async function putCursor(tx: Statements, { epoch, sequence }: Cursor, followedSince?: number): Promise<void> {
  if (followedSince === undefined) {
    await change(tx, cache.updateTable('cursor').set({ epoch, sequence }));
    return;
  }
  await tx.run(
    'INSERT OR REPLACE INTO cursor (only, epoch, sequence, followed_since) VALUES (1, ?, ?, ?)',
    epoch,
    sequence,
    followedSince,
  );
}

const partsOf = (batch: SampleBatch): SampleBatch[] =>
  Array.from({ length: Math.ceil(batch.t.length / ROWS_OF_ITEM) }, (_, part) =>
    slice(batch, part * ROWS_OF_ITEM, (part + 1) * ROWS_OF_ITEM),
  );

const slice = (batch: SampleBatch, from: number, to: number): SampleBatch => ({
  indicator: batch.indicator.slice(from, to),
  tier: batch.tier.slice(from, to),
  t: batch.t.subarray(from, to),
  value: batch.value.subarray(from, to),
  quality: batch.quality.subarray(from, to),
  demo: batch.demo.subarray(from, to),
});

const sizeOf = ({ positions, incidents, alarms, assets }: SituationBatch): number =>
  (positions?.asset.length ?? 0) +
  (incidents === undefined ? 0 : incidents.upserts.length + incidents.removed.length) +
  (alarms === undefined ? 0 : alarms.upserts.length + alarms.removed.length) +
  (assets?.length ?? 0);
