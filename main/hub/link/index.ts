export type { HttpAnswer, HttpFailure } from './http.js';
export { BackendLink } from './link.js';
export type { Misfit, StreamHello } from './read-message.js';
