export type { HttpAnswer, HttpFailure } from './http.js';
export { BackendLink } from './link.js';
export type { StreamHello } from './stream.js';
