export { SituationFollower } from './follower.js';
export { Indexer } from './indexer.js';
export { SituationQueries } from './queries.js';
export { Search } from './search.js';
export type { SituationSource } from './source.js';
