import type { CommandMode, WarningState } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { CapMessage, MessageName } from '../cap/message.js';

export type WarningRow = {
  readonly id: string;
  readonly sender: string;
  readonly identifier: string;
  /** UTC ms */
  readonly sent: number;
  /** of the incident that it may make; null: it makes none, because it is a test, a draft, or talk between systems */
  readonly mode: CommandMode | null;
  readonly msg_type: CapMessage['msgType'];
  readonly state: WarningState;
  /** SHA-256 of the message without its XML declaration */
  readonly digest: string;
  /** JSON of `Reading` */
  readonly reading: string;
  readonly encoding: string;
  readonly xml: string;
  readonly incident: string | null;
  readonly author: string;
  /** UTC ms */
  readonly received_at: number;
  readonly demo: number;
  /** UTC ms: from when on it is no longer in force; null: never by itself */
  readonly expires: number | null;
};

/** How a message was read, as far as it is not in a column. */
export type Reading = {
  readonly status: CapMessage['status'];
  readonly signed: boolean;
  readonly references: readonly MessageName[];
  readonly tier: string;
  readonly tiers: readonly string[];
  readonly located: 'geocode' | 'area' | 'nowhere';
  /** tier of the account that handed it in: it says nothing about what lies outside of that */
  readonly reach: string;
};

/** Written by this program. */
export const readingOf = (row: WarningFacts): Reading => JSON.parse(row.reading) as Reading;

/** A message without its text, which may be a megabyte. */
export type WarningFacts = Omit<WarningRow, 'xml'>;

const FACTS = `w.id, w.sender, w.identifier, w.sent, w.mode, w.msg_type, w.state, w.digest, w.reading, w.encoding,
  w.incident, w.author, w.received_at, w.demo, w.expires`;

/** A message with its text. */
export const readWarning = (db: Statements, id: string): Promise<WarningRow | undefined> =>
  db.get<WarningRow>('SELECT * FROM warnings WHERE id = ?', id);

export const findWarning = (db: Statements, id: string): Promise<WarningFacts | undefined> =>
  db.get<WarningFacts>(`SELECT ${FACTS} FROM warnings w WHERE w.id = ?`, id);

export const findWarnings = (db: Statements, ids: readonly string[]): Promise<WarningFacts[]> =>
  db.all<WarningFacts>(
    `SELECT ${FACTS} FROM json_each(?) AS wanted JOIN warnings w ON w.id = wanted.value ORDER BY wanted.key`,
    JSON.stringify(ids),
  );

/** The messages that refer to any of these, which need not have come yet. */
export const referrersOf = (db: Statements, ids: readonly string[]): Promise<WarningFacts[]> =>
  db.all<WarningFacts>(
    `SELECT ${FACTS} FROM warnings w WHERE w.id IN
       (SELECT warning FROM warning_references WHERE target IN (SELECT value FROM json_each(?)))
     ORDER BY w.sent, w.id`,
    JSON.stringify(ids),
  );

/** The messages whose content an incident carries or carried. */
export const warningsOf = (db: Statements, incident: string): Promise<WarningFacts[]> =>
  db.all<WarningFacts>(`SELECT ${FACTS} FROM warnings w WHERE w.incident = ? ORDER BY w.sent, w.id`, incident);

/** The messages in force whose time has come. @param now UTC ms */
export const expiredWarnings = (db: Statements, now: number, limit: number): Promise<WarningFacts[]> =>
  db.all<WarningFacts>(
    `SELECT ${FACTS} FROM warnings w WHERE w.state = 'current' AND w.expires <= ? ORDER BY w.expires, w.id LIMIT ?`,
    now,
    limit,
  );

/** @param targets ids of the messages that it refers to */
export async function insertWarning(tx: Statements, row: WarningRow, targets: readonly string[]): Promise<void> {
  await tx.run(
    `INSERT INTO warnings (id, sender, identifier, sent, mode, msg_type, state, digest, reading, encoding, xml, incident,
       author, received_at, demo, expires)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.sender,
    row.identifier,
    row.sent,
    row.mode,
    row.msg_type,
    row.state,
    row.digest,
    row.reading,
    row.encoding,
    row.xml,
    row.incident,
    row.author,
    row.received_at,
    row.demo,
    row.expires,
  );
  await tx.run(
    'INSERT OR IGNORE INTO warning_references (warning, target) SELECT ?, value FROM json_each(?)',
    row.id,
    JSON.stringify(targets),
  );
}

export async function setWarningState(tx: Statements, ids: readonly string[], state: WarningState): Promise<void> {
  await tx.run('UPDATE warnings SET state = ? WHERE id IN (SELECT value FROM json_each(?))', state, JSON.stringify(ids));
}
