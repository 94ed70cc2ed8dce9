export { ErrorBoundary } from './ErrorBoundary.js';
export { faultOf, reportUnhandled } from './fault.js';
export { Hold } from './Hold.js';
export { initI18n, useFormat } from './i18n.js';
export * from './symbols.js';
