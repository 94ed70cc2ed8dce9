import type { Migration } from '../../../sqlite/index.js';

/**
 * Samples by series (an indicator at a tier), assets and their positions. `quality` is an index into QUALITIES; `lng`
 * and `lat` of an asset are where a fixed one was installed.
 */
export const facts: Migration = {
  version: 5,
  sql: `
    CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      indicator TEXT NOT NULL,
      tier TEXT NOT NULL,
      UNIQUE (indicator, tier)
    );
    CREATE TABLE samples (
      series INTEGER NOT NULL REFERENCES series (id),
      t INTEGER NOT NULL,
      value REAL NOT NULL,
      quality INTEGER NOT NULL,
      demo INTEGER NOT NULL,
      PRIMARY KEY (series, t)
    ) WITHOUT ROWID;
    CREATE INDEX samples_t ON samples (t);
    CREATE TABLE assets (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      tier TEXT NOT NULL,
      fixed INTEGER NOT NULL,
      demo INTEGER NOT NULL,
      lng REAL,
      lat REAL
    );
    CREATE TABLE positions (
      asset INTEGER NOT NULL REFERENCES assets (sequence),
      t INTEGER NOT NULL,
      lng REAL NOT NULL,
      lat REAL NOT NULL,
      heading REAL,
      speed REAL,
      quality INTEGER NOT NULL,
      demo INTEGER NOT NULL,
      PRIMARY KEY (asset, t)
    ) WITHOUT ROWID;
    CREATE INDEX positions_t ON positions (t)`,
};
