import type { Result } from '../../../../preload/contract/index.js';
import type { Database } from '../../../sqlite/index.js';
import { stored } from '../guard.js';
import { pruneSamples } from './retention.js';
import { SearchIndex } from './search-index.js';
import { SituationReader } from './situation-reader.js';
import { SituationWriter } from './situation-writer.js';

export type { Changes, KeptAlarm } from './cells.js';
export { SAMPLES_KEPT_MS } from './retention.js';
export type { SearchDocument } from './search-index.js';
export type { SeriesColumns } from './situation-reader.js';
export type { SituationContent } from './situation-writer.js';
export type { SearchIndex, SituationReader, SituationWriter };

/** What the screens show of the city, in cache.db. */
export type SituationStore = {
  readonly reader: SituationReader;
  readonly writer: SituationWriter;
  readonly search: SearchIndex;
  /** Drops what is no longer kept; `now` is the backend's clock, UTC ms. Errors: `store-down`. */
  prune(now: number): Promise<Result<void>>;
};

export const situationStore = (database: Database): SituationStore => ({
  reader: new SituationReader(database),
  writer: new SituationWriter(database),
  search: new SearchIndex(database),
  prune: (now) => stored(() => pruneSamples(database, now)),
});
