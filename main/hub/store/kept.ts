import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../preload/contract/index.js';
import type { Row, SqlValue, Statements } from '../../sqlite/index.js';

/**
 * The tables of durable.db that nobody can send again. Whatever is committed in them stands in orders.log as well.
 * A column that a later migration adds to one of them may be null and has no default: a row's checksum leaves nulls
 * out, so that it outlives the migration.
 */
export type KeptTable = {
  readonly name: 'orders' | 'order_history' | 'person_keys';
  readonly key: 'id' | 'sequence';
  /** columns that never change and are large: written to the log only once */
  readonly once: readonly string[];
  /** its rows carry a checksum; those of a table that only grows are compared with the log instead */
  readonly hasChecksum: boolean;
};

export const KEPT: readonly KeptTable[] = [
  { name: 'orders', key: 'id', once: ['frozen'], hasChecksum: true },
  { name: 'order_history', key: 'sequence', once: [], hasChecksum: false },
  { name: 'person_keys', key: 'id', once: [], hasChecksum: true },
];

export const keptTable = (name: string): KeptTable | undefined => KEPT.find((table) => table.name === name);

/**
 * SHA-256 over the canonical JSON of a row without its checksum and without nulls, lower-case hex. Defined for whatever a
 * damaged file may answer, bytes and infinite numbers included, which no kept table holds.
 */
export function rowChecksum(row: Row): string {
  const content: Record<string, string | number> = {};
  for (const [column, value] of Object.entries(row)) {
    if (column === 'checksum' || value === null) continue;
    const isPlain = typeof value === 'string' || Number.isFinite(value);
    content[column] = isPlain ? (value as string | number) : `not a plain value: ${String(value)}`;
  }
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** A row whose content is not what was stored. The hub ends with it; the next start restores the row. */
export class RowDamage extends Error {
  readonly code = 'SQLITE_CORRUPT';

  constructor(table: KeptTable['name'], key: SqlValue | undefined) {
    super(`a row of ${table} does not fit its checksum: ${String(key)}`);
  }
}

export const isWhole = (row: Row): boolean => row['checksum'] === rowChecksum(row);

/** The row, looked at before anything is done because of it. */
export function whole<T extends Row>(table: KeptTable['name'], row: T): T {
  if (!isWhole(row)) throw new RowDamage(table, row['id']);
  return row;
}

/** What became of a row: it is new (all of it), it changed (without what never changes), or it is gone. */
export type Fact =
  | readonly ['add', KeptTable['name'], Row]
  | readonly ['set', KeptTable['name'], Row]
  | readonly ['drop', KeptTable['name'], string | number];

type Touch = { readonly kind: string; readonly name: string; readonly key: string | number };

/** Makes a connection note each kept row that is touched; what a transaction rolls back is not noted. */
export const WATCH = [
  'PRAGMA temp_store = MEMORY',
  'CREATE TEMP TABLE touched (kind TEXT NOT NULL, name TEXT NOT NULL, key ANY NOT NULL) STRICT',
  ...KEPT.flatMap(({ name, key }) => [
    `CREATE TEMP TRIGGER ${name}_added AFTER INSERT ON ${name} BEGIN INSERT INTO touched VALUES ('add', '${name}', new.${key}); END`,
    `CREATE TEMP TRIGGER ${name}_set AFTER UPDATE ON ${name} BEGIN INSERT INTO touched VALUES ('set', '${name}', new.${key}); END`,
    `CREATE TEMP TRIGGER ${name}_dropped AFTER DELETE ON ${name} BEGIN INSERT INTO touched VALUES ('drop', '${name}', old.${key}); END`,
  ]),
].join(';\n');

/** What the open transaction did to kept rows, in order, each row once; their checksums are brought up to date. */
export async function takeFacts(tx: Statements): Promise<Fact[]> {
  const touches = await tx.all<Touch>('SELECT kind, name, key FROM touched ORDER BY rowid');
  if (touches.length === 0) return [];
  const kinds = new Map<string, { readonly table: KeptTable; readonly key: string | number; kind: string }>();
  for (const { kind, name, key } of touches) {
    const table = keptTable(name);
    if (table === undefined) throw new Error(`no kept table: ${name}`);
    const place = `${name} ${key}`;
    const before = kinds.get(place);
    if (before === undefined) kinds.set(place, { table, key, kind });
    else if (kind !== 'set') before.kind = kind;
  }
  const facts: Fact[] = [];
  for (const { table, key, kind } of kinds.values()) facts.push(await factOf(tx, table, key, kind));
  await tx.run('DELETE FROM touched');
  return facts;
}

async function factOf(tx: Statements, table: KeptTable, key: string | number, kind: string): Promise<Fact> {
  if (kind === 'drop') return ['drop', table.name, key];
  const row = await tx.get<Row>(`SELECT * FROM ${table.name} WHERE ${table.key} = ?`, key);
  if (row === undefined) throw new Error(`a row of ${table.name} is gone: ${key}`);
  const content = table.hasChecksum ? { ...row, checksum: rowChecksum(row) } : row;
  if (table.hasChecksum) {
    await tx.run(`UPDATE ${table.name} SET checksum = ? WHERE ${table.key} = ?`, content['checksum'] ?? null, key);
  }
  const isNew = kind === 'add';
  const told = Object.entries(content).filter(([column, value]) => value !== null && (isNew || !table.once.includes(column)));
  // A column that became null again has to be told, or the older value would come back.
  const nulls = isNew ? [] : Object.entries(content).filter(([, value]) => value === null);
  return [isNew ? 'add' : 'set', table.name, Object.fromEntries([...told, ...nulls])];
}
