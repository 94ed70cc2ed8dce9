import type {
  Alarm,
  Asset,
  Incident,
  Indicator,
  LatestSample,
  Party,
  Result,
  SeriesPoint,
} from '../../../preload/contract/index.js';

/** Reads of the backend's API that the situation needs; every list is whole, whatever the pages it came in. */
export type SituationSource = {
  indicators(): Promise<Result<readonly Indicator[]>>;
  latest(): Promise<Result<readonly LatestSample[]>>;
  /**
   * The open ones, and those that were closed and are no older than a moment.
   * @param createdSince UTC ms
   */
  incidents(createdSince: number): Promise<Result<readonly Incident[]>>;
  /** All that are not normal, and the newest of the others. */
  alarms(): Promise<Result<readonly Alarm[]>>;
  assets(): Promise<Result<readonly Asset[]>>;
  parties(): Promise<Result<readonly Party[]>>;
  /** The samples of one series from `from` to before `to`, UTC ms; `whole` is false where there were too many. */
  samples(
    series: { readonly indicator: string; readonly tier: string },
    from: number,
    to: number,
  ): Promise<Result<{ readonly points: readonly SeriesPoint[]; readonly whole: boolean }>>;
};
