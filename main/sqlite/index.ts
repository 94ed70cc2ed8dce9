export type { Database, Statements } from './database.js';
export type { Migration } from './open.js';
export { openDatabase } from './open.js';
