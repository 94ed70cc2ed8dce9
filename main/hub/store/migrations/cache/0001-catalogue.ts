import type { Migration } from '../../../../sqlite/index.js';

/** The tier tree and the templates, each as one JSON text. */
export const catalogue: Migration = {
  version: 1,
  sql: 'CREATE TABLE catalogue (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT',
};
