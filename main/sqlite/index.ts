export type { Database, Row, SqlValue, Statements } from './database.js';
export type { Migration, OpenOptions } from './open.js';
export { openDatabase } from './open.js';
