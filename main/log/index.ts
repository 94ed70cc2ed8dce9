export type { LogFile } from './log-file.js';
export { openLogFile } from './log-file.js';
export type { Logger } from 'pino';
