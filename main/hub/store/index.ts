export type { Catalogue } from './cache.js';
export type {
  Changes,
  KeptAlarm,
  SearchDocument,
  SearchIndex,
  SeriesColumns,
  SituationContent,
  SituationStore,
} from './cache/index.js';
export { SAMPLES_KEPT_MS } from './cache/index.js';
export type { CommandStore, Cursor, StoredCommand, StoredDirective } from './commands.js';
export { commandOf } from './commands.js';
export { stored } from './guard.js';
export type { Store, StoreListener } from './open-store.js';
export { openStore } from './open-store.js';
export type { Order, OrderChange, OrderStore } from './orders.js';
export type { PersonKey, PersonKeyReader, PersonKeyWriter } from './person-keys.js';
