import type { Migration } from '../../../sqlite/index.js';

/**
 * Incidents, alarms with their facts, CAP messages with what they refer to, and shifts with their log. `content` is
 * canonical JSON of the thing as it goes over the wire. An alarm's standing is what its facts amount to, kept so that a
 * list needs not read them all.
 */
export const happenings: Migration = {
  version: 6,
  sql: `
    CREATE TABLE incidents (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      tier TEXT NOT NULL,
      status TEXT NOT NULL,
      severity TEXT NOT NULL,
      content TEXT NOT NULL
    );
    CREATE INDEX incidents_status ON incidents (status, sequence);
    CREATE TABLE alarms (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      tier TEXT NOT NULL,
      definition TEXT NOT NULL,
      demo INTEGER NOT NULL,
      active INTEGER NOT NULL,
      acknowledged INTEGER NOT NULL,
      shelved_until INTEGER,
      suppressed INTEGER NOT NULL,
      out_of_service INTEGER NOT NULL,
      since INTEGER
    );
    CREATE INDEX alarms_tier ON alarms (tier);
    CREATE INDEX alarms_shelved ON alarms (shelved_until) WHERE shelved_until IS NOT NULL;
    CREATE TABLE alarm_facts (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      alarm TEXT NOT NULL REFERENCES alarms (id),
      content TEXT NOT NULL,
      author TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      demo INTEGER NOT NULL
    );
    CREATE INDEX alarm_facts_alarm ON alarm_facts (alarm, sequence);
    CREATE TABLE warnings (
      id TEXT PRIMARY KEY,
      sender TEXT NOT NULL,
      identifier TEXT NOT NULL,
      sent INTEGER NOT NULL,
      mode TEXT,
      msg_type TEXT NOT NULL,
      state TEXT NOT NULL,
      digest TEXT NOT NULL,
      reading TEXT NOT NULL,
      encoding TEXT NOT NULL,
      xml TEXT NOT NULL,
      incident TEXT,
      author TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      demo INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX warnings_incident ON warnings (incident) WHERE incident IS NOT NULL;
    CREATE TABLE warning_references (
      warning TEXT NOT NULL REFERENCES warnings (id),
      target TEXT NOT NULL,
      PRIMARY KEY (warning, target)
    ) WITHOUT ROWID;
    CREATE INDEX warning_references_target ON warning_references (target);
    CREATE TABLE shifts (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      tier TEXT NOT NULL,
      closed INTEGER NOT NULL,
      request TEXT NOT NULL,
      content TEXT NOT NULL
    );
    CREATE INDEX shifts_tier ON shifts (tier, sequence);
    CREATE UNIQUE INDEX shifts_open ON shifts (tier) WHERE closed = 0;
    CREATE TABLE shift_entries (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      shift TEXT NOT NULL REFERENCES shifts (id),
      content TEXT NOT NULL,
      author TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      demo INTEGER NOT NULL
    );
    CREATE INDEX shift_entries_shift ON shift_entries (shift, sequence)`,
};
