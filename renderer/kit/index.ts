export { ErrorBoundary } from './ErrorBoundary.js';
export { faultOf, reportUnhandled } from './fault.js';
export { createFormat } from './format.js';
export type { Format, Locale, Translate } from './format.js';
export { Hold } from './Hold.js';
export { initI18n, useFormat } from './i18n.js';
export * from './symbols.js';
