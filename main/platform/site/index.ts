export type { DisplayInfo } from './match.js';
export { displayFaults, isDisplay } from './match.js';
export type { LastGoodSite, LoadedSite } from './load.js';
export { loadSite } from './load.js';
