export type { FindSender } from './registrar.js';
export { APP_ORIGIN, push, register } from './registrar.js';
