export type { FindSender, Handlers, Sender } from './registrar.js';
export { APP_ORIGIN, push, register } from './registrar.js';
