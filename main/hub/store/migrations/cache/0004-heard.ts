import type { Migration } from '../../../../sqlite/index.js';

/** When the backend was heard last, UTC ms of its clock: how old the picture is that a later start shows. */
export const heard: Migration = {
  version: 4,
  sql: 'CREATE TABLE heard (only INTEGER PRIMARY KEY CHECK (only = 1), at INTEGER NOT NULL) STRICT',
};
