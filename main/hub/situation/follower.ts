import type { Asset, PositionBatch, Result, SampleBatch, StreamBatch } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Cursor, SituationContent, SituationStore } from '../store/index.js';
import type { SituationChanges } from './board.js';
import { alarmOf, Board } from './board.js';
import { positionColumns, sampleColumns, withoutReport } from './columns.js';
import { assetDocument, incidentDocument } from './documents.js';
import { isAlarmKept, isIncidentKept, listedAlarm } from './happenings.js';
import type { Indexer } from './indexer.js';
import type { SituationSource } from './source.js';

/** Closed incidents are looked for among those that began in so long before now, ms. */
const CLOSED_SINCE_MS = 30 * 86_400_000;
/** A sample's clock may be ahead of the backend's by so much, ms; so it may have come before its own time. */
const CLOCK_AHEAD_MS = 5 * 60_000;
/** While the cache can't be written everything is tried anew this often, ms; assets that nobody knows are asked for as rarely. */
const AGAIN_MS = 10_000;
/** How often what is over or too old is dropped, ms. */
const PRUNE_MS = 10 * 60_000;

/** Who shows the situation. */
export type SituationListener = {
  onSamples(samples: SampleBatch): void;
  onPositions(positions: PositionBatch): void;
  onChanged(changes: SituationChanges): void;
  /** The samples and positions that follow are all there are; those that were told before are no more. */
  onRefill(): void;
};

export type FollowerParts = {
  readonly store: SituationStore;
  readonly source: SituationSource;
  readonly indexer: Indexer;
  readonly listener: SituationListener;
  /** backend's clock, UTC ms */
  readonly now: () => number;
};

/**
 * Follows what the backend tells of the city: shows it at once and keeps it in cache.db together with how far it came.
 * While the cache can't be written (the disk is full) the showing goes on; as soon as it can be again, everything is
 * fetched anew, because what came meanwhile is not in it.
 */
export class SituationFollower {
  readonly board = new Board();
  readonly #parts: FollowerParts;
  /** The file lacks something that came: it is no place to go on from. */
  #lacking = false;
  #triedAt = -Infinity;
  #assetsAskedAt = -Infinity;
  #assetsAsked: Promise<void> | undefined;
  #prunedAt = -Infinity;
  #pruning: Promise<void> | undefined;
  readonly #watchers = new Set<(samples: SampleBatch) => void>();

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    return this.#parts.store.writer.waiting;
  }

  /** Shows what an earlier run left. */
  async open(): Promise<void> {
    const { store, listener } = this.#parts;
    const { reader } = store;
    const content = {
      indicators: await reader.indicators(),
      incidents: await reader.incidents(),
      alarms: await reader.alarms(),
      assets: await reader.assets(),
    };
    listener.onChanged(this.board.replace(content));
    listener.onSamples(await reader.latest({}));
    listener.onPositions(await reader.positions());
  }

  async cursor(): Promise<Cursor | undefined> {
    const flushed = await this.#parts.store.writer.flush();
    if (!flushed.ok) this.#lacking = true;
    return this.#lacking ? undefined : this.#parts.store.reader.cursor();
  }

  /** cache.db is another file now, or empty: it is filled as soon as something comes. */
  fileChanged(): void {
    this.#lacking = true;
    this.#triedAt = -Infinity;
  }

  /** Errors: those of the calls. A cache that can't be written is none: what was fetched is shown all the same. */
  async refill(hello: Cursor, now: number): Promise<Result<null>> {
    const { store, indexer, listener } = this.#parts;
    const fetched = await this.#fetch(now);
    if (!fetched.ok) return fetched;
    const content = fetched.value;
    listener.onChanged(this.board.replace(content));
    listener.onRefill();
    listener.onSamples(content.latest);
    listener.onPositions(content.positions);
    indexer.replace('incident', content.incidents.map(incidentDocument));
    indexer.replace('asset', content.assets.map(assetDocument));
    const { epoch, sequence } = hello;
    const written = await store.writer.refill(content, { epoch, sequence }, now + CLOCK_AHEAD_MS);
    this.#lacking = !written.ok;
    this.#triedAt = performance.now();
    return ok(null);
  }

  async take(batch: StreamBatch, epoch: string): Promise<Result<null>> {
    const { listener, indexer, now } = this.#parts;
    const { samples, positions, events } = batch;
    const { incidents, alarms } = this.board.take(events, now());
    if (samples !== undefined) {
      listener.onSamples(samples);
      for (const watch of this.#watchers) watch(samples);
    }
    if (positions !== undefined) {
      listener.onPositions(positions);
      if (positions.asset.some((id) => !this.board.hasAsset(id))) this.#askForAssets();
    }
    if (incidents.upserts.length + incidents.removed.length + alarms.upserts.length + alarms.removed.length > 0) {
      listener.onChanged({ incidents, alarms: { ...alarms, upserts: alarms.upserts.map(alarmOf) } });
      indexer.put(incidents.upserts.map(incidentDocument));
      indexer.remove('incident', incidents.removed);
    }
    const cursor = { epoch, sequence: batch.to };
    if (this.#lacking) return this.#catchUp(cursor);
    const put = await this.#parts.store.writer.put({ samples, positions, incidents, alarms, cursor });
    if (!put.ok) this.#lacking = true;
    return ok(null);
  }

  /** Tells of all samples that come from now on, until it is disposed of. */
  watch(onSamples: (samples: SampleBatch) => void): () => void {
    this.#watchers.add(onSamples);
    return () => this.#watchers.delete(onSamples);
  }

  /** Time passed: what is over or too old is dropped. */
  tick(): void {
    if (this.#pruning !== undefined || performance.now() - this.#prunedAt < PRUNE_MS) return;
    this.#prunedAt = performance.now();
    this.#pruning = this.#prune().finally(() => {
      this.#pruning = undefined;
    });
  }

  /** Resolves when what is under way is written down. */
  async close(): Promise<void> {
    await this.#assetsAsked;
    await this.#pruning;
    await this.#parts.store.writer.flush();
  }

  async #fetch(now: number): Promise<Result<SituationContent>> {
    const { source } = this.#parts;
    const indicators = await source.indicators();
    if (!indicators.ok) return indicators;
    const latest = await source.latest();
    if (!latest.ok) return latest;
    const incidents = await source.incidents(now - CLOSED_SINCE_MS);
    if (!incidents.ok) return incidents;
    const alarms = await source.alarms();
    if (!alarms.ok) return alarms;
    const assets = await source.assets();
    if (!assets.ok) return assets;
    return ok({
      indicators: indicators.value,
      latest: sampleColumns(latest.value),
      incidents: incidents.value.filter((incident) => isIncidentKept(incident, now)),
      alarms: alarms.value.filter((alarm) => isAlarmKept(alarm, now)).map(listedAlarm),
      assets: assets.value.map(withoutReport),
      positions: positionColumns(assets.value),
    });
  }

  /** The cache could not be written: what came since is fetched by HTTP, and the file goes on from here. */
  async #catchUp(cursor: Cursor): Promise<Result<null>> {
    if (performance.now() - this.#triedAt < AGAIN_MS) return ok(null);
    this.#triedAt = performance.now();
    return this.refill(cursor, this.#parts.now());
  }

  /** Nothing tells of a new asset but its position; what it is has to be asked for. */
  #askForAssets(): void {
    if (this.#assetsAsked !== undefined || performance.now() - this.#assetsAskedAt < AGAIN_MS) return;
    this.#assetsAskedAt = performance.now();
    this.#assetsAsked = this.#fetchAssets().finally(() => {
      this.#assetsAsked = undefined;
    });
  }

  async #fetchAssets(): Promise<void> {
    const { source, listener, indexer, store } = this.#parts;
    const fetched = await source.assets();
    // The next position of an unknown asset asks again.
    if (!fetched.ok) return;
    const assets: Asset[] = fetched.value.map(withoutReport);
    const changes = this.board.setAssets(assets);
    listener.onChanged({ assets: changes });
    indexer.replace('asset', assets.map(assetDocument));
    const put = await store.writer.put({ assets: changes.upserts });
    if (!put.ok) this.#lacking = true;
  }

  async #prune(): Promise<void> {
    const { now, store, listener, indexer } = this.#parts;
    const { incidents, alarms } = this.board.forgetOver(now());
    if (incidents.removed.length + alarms.removed.length > 0) {
      listener.onChanged({ incidents, alarms: { upserts: [], removed: alarms.removed } });
      indexer.remove('incident', incidents.removed);
      const put = await store.writer.put({ incidents, alarms });
      if (!put.ok) this.#lacking = true;
    }
    const pruned = await store.prune(now());
    if (!pruned.ok) this.#prunedAt = -Infinity;
  }
}
