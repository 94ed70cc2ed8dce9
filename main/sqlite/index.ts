export type { Database, Row, SqlValue, Statements } from './database.js';
export { connect } from './database.js';
export type { Failure } from './failure.js';
export { BrokenConnection, failureOf } from './failure.js';
export type { Migration } from './open.js';
export { openDatabase } from './open.js';
