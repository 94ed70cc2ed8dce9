/** The calls of the backend's API; apart from `index.ts` because no window needs them. */
export * from './api/operation.js';
export * from './api/operations/index.js';
export { METRICS_TYPE } from './api/operations/metrics.js';
