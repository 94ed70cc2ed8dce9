import type { Migration } from '../../../../sqlite/index.js';

/**
 * What the screens show of the city: indicators with their samples, incidents, alarms, assets with where they are, and
 * how far all of it has come. `covered_from` is the time from which on a series is whole here (NULL: as the file is,
 * `followed_since`); `sequence` of an alarm is the place in the stream that its row tells of. Times are UTC ms.
 */
export const situation: Migration = {
  version: 2,
  sql: `
    CREATE TABLE cursor (
      only INTEGER PRIMARY KEY CHECK (only = 1), epoch TEXT NOT NULL, sequence TEXT NOT NULL, followed_since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE indicators (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE series (
      id INTEGER PRIMARY KEY, indicator TEXT NOT NULL, tier TEXT NOT NULL, covered_from INTEGER, UNIQUE (indicator, tier)
    ) STRICT;
    CREATE TABLE samples (
      series INTEGER NOT NULL, t INTEGER NOT NULL, value REAL NOT NULL, quality INTEGER NOT NULL, demo INTEGER NOT NULL,
      PRIMARY KEY (series, t)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incidents (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE alarms (id TEXT PRIMARY KEY, sequence TEXT NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE TABLE assets (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE positions (
      asset TEXT PRIMARY KEY, t INTEGER NOT NULL, lng REAL NOT NULL, lat REAL NOT NULL, heading REAL, speed REAL,
      quality INTEGER NOT NULL, demo INTEGER NOT NULL
    ) STRICT`,
};
