import type { DeskAnswer, DeskArgument, Indicator, Result } from '../../../preload/contract/index.js';
import { fail, isStale, ok, thin, thinningOf } from '../../../preload/contract/index.js';
import type { SeriesColumns, SituationStore } from '../store/index.js';
import { SAMPLES_KEPT_MS, stored } from '../store/index.js';
import { merged, seriesColumns } from './columns.js';
import type { SituationFollower } from './follower.js';
import type { SituationSource } from './source.js';

type Lacking = { readonly columns: SeriesColumns; readonly isWhole: boolean };
type Asked = Pick<DeskArgument<'series'>, 'indicator' | 'tier' | 'from' | 'to'>;

export type QueryParts = {
  readonly store: Pick<SituationStore, 'reader' | 'writer'>;
  readonly source: Pick<SituationSource, 'samples'>;
  readonly follower: Pick<SituationFollower, 'board' | 'watch'>;
  /** what the stream tells arrives here */
  readonly isLive: () => boolean;
  /** backend's clock, UTC ms */
  readonly now: () => number;
};

const EMPTY: SeriesColumns = seriesColumns([]);

/**
 * What the screens ask of the cache; what it lacks of a series is fetched from the backend. Error `store-down` where the
 * cache cannot be read: a damaged one is made anew, so the same question is answered soon after.
 */
export class SituationQueries {
  readonly #parts: QueryParts;
  /** One fetch of a series after the other: the second finds what the first has brought. */
  readonly #fetching = new Map<string, Promise<unknown>>();

  constructor(parts: QueryParts) {
    this.#parts = parts;
  }

  /** Errors: `not-found` for an indicator that is not known here, `store-down`. */
  async series(asked: DeskArgument<'series'>): Promise<Result<DeskAnswer<'series'>>> {
    const indicator = this.#indicator(asked.indicator);
    if (indicator === undefined) return fail('not-found', { path: '/indicator' });
    const key = `${asked.indicator} ${asked.tier}`;
    const before = this.#fetching.get(key);
    const lacking = (before ?? Promise.resolve()).then(() => this.#fetchLacking(asked));
    this.#fetching.set(key, lacking);
    const fetched = await lacking.finally(() => {
      if (this.#fetching.get(key) === lacking) this.#fetching.delete(key);
    });
    if (!fetched.ok) return fetched;
    const { columns, isWhole } = fetched.value;
    const here = await stored(() => this.#parts.store.reader.samples(asked.indicator, asked.tier, asked.from, asked.to));
    if (!here.ok) return here;
    const whole = merged(within(columns, asked), here.value);
    const kept = thin(thinningOf(indicator), whole.t, whole.value, asked.points);
    return ok({
      t: kept.map((index) => whole.t[index] ?? 0),
      value: kept.map((index) => whole.value[index] ?? 0),
      quality: kept.map((index) => whole.quality[index] ?? 0),
      demo: kept.map((index) => whole.demo[index] ?? 0),
      total: whole.t.length,
      complete: isWhole && this.#parts.isLive(),
    });
  }

  /** Error `store-down`. */
  async latest(asked: DeskArgument<'latest'>): Promise<Result<DeskAnswer<'latest'>>> {
    const found = await stored(() => this.#parts.store.reader.latest(asked));
    if (!found.ok) return found;
    const { indicator, tier, t, value, quality, demo } = found.value;
    const now = this.#parts.now();
    const stale = indicator.map((id, index) => {
      const definition = this.#indicator(id);
      // Without its definition nobody knows how long it would hold.
      return definition === undefined || isStale({ t: t[index] ?? 0 }, definition, now);
    });
    const columns = { t: [...t], value: [...value], quality: [...quality], demo: [...demo] };
    return ok({ indicator: [...indicator], tier: [...tier], ...columns, stale });
  }

  #indicator(id: string): Indicator | undefined {
    return this.#parts.follower.board.indicator(id);
  }

  /**
   * Fetches the part before the time from which on the series is whole here. What is young enough to be kept is kept,
   * the rest is only answered.
   */
  async #fetchLacking(asked: Asked): Promise<Result<Lacking>> {
    const { store, source, follower, now } = this.#parts;
    const read = await stored(() => store.reader.coveredFrom(asked.indicator, asked.tier));
    if (!read.ok) return read;
    const covered = read.value;
    if (covered !== undefined && covered <= asked.from) return ok({ columns: EMPTY, isWhole: true });
    const keptFrom = Math.max(asked.from, now() - SAMPLES_KEPT_MS);
    // Up to where it is whole, so that nothing is missing between; a stretch that is too old to be kept stands alone.
    const isKept = covered !== undefined && asked.to > keptFrom && keptFrom < covered;
    const to = isKept ? covered : Math.min(asked.to, covered ?? asked.to);
    const newer: SeriesColumns[] = [];
    const stop = follower.watch((samples) => {
      const at = samples.indicator.flatMap((id, index) =>
        id === asked.indicator && samples.tier[index] === asked.tier ? [index] : [],
      );
      if (at.length > 0) newer.push(pick(samples, at));
    });
    try {
      const answer = await source.samples(asked, asked.from, to);
      if (!answer.ok) return ok({ columns: EMPTY, isWhole: false });
      const { points, whole } = answer.value;
      const columns = seriesColumns(points);
      if (isKept && whole) {
        const young = pick(columns, indexesFrom(columns, keptFrom));
        // Where the cache can't be written the answer is whole all the same.
        await store.writer.putSeries(asked, { from: keptFrom, to }, young, () => newer);
      }
      return ok({ columns, isWhole: whole });
    } finally {
      stop();
    }
  }
}

const within = (columns: SeriesColumns, { from, to }: Asked): SeriesColumns =>
  pick(
    columns,
    indexesFrom(columns, from).filter((index) => (columns.t[index] ?? 0) < to),
  );

const indexesFrom = ({ t }: SeriesColumns, from: number): number[] =>
  Array.from(t, (_, index) => index).filter((index) => (t[index] ?? 0) >= from);

const pick = (columns: SeriesColumns, indexes: readonly number[]): SeriesColumns => ({
  t: Float64Array.from(indexes, (index) => columns.t[index] ?? 0),
  value: Float64Array.from(indexes, (index) => columns.value[index] ?? 0),
  quality: Uint8Array.from(indexes, (index) => columns.quality[index] ?? 0),
  demo: Uint8Array.from(indexes, (index) => columns.demo[index] ?? 0),
});
