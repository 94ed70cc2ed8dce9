import { join } from 'node:path';
import { durableMigrations } from '../../../main/hub/store/migrations/durable/index.js';
import { migrations } from '../../../main/reference-backend/storage/migrations/index.js';
import type { Database, Migration } from '../../../main/sqlite/index.js';
import { openDatabase } from '../../../main/sqlite/index.js';
import type { OrderLedger } from './ledger.js';

type CommandCount = { readonly id: string; readonly hash: string; readonly directives: number; readonly events: number };
type OrderCount = { readonly id: string; readonly state: string; readonly queued: number; readonly accepted: number };

/** Compares what is stored at the stopped backend and in the stopped hall with what the hub had answered for. */
export async function account(backend: string, hall: string, ledger: OrderLedger): Promise<void> {
  await look(join(backend, 'backend.db'), migrations, (database) => arrived(database, ledger));
  await look(join(hall, 'durable.db'), durableMigrations, (database) => kept(database, ledger));
}

async function look(file: string, known: readonly Migration[], work: (database: Database) => Promise<void>): Promise<void> {
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations: known });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${file}`);
  try {
    await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

async function arrived(database: Database, ledger: OrderLedger): Promise<void> {
  const rows = await database.all<CommandCount>(
    `SELECT c.id, c.hash, (SELECT count(*) FROM directives d WHERE d.command = c.id) AS directives,
       (SELECT count(*) FROM events e WHERE e.topic = 'commands' AND e.data ->> 'id' = c.id AND e.data ->> 'state' = 'issued') AS events
     FROM commands c`,
  );
  const there = new Map(rows.map((row) => [row.id, row]));
  for (const [id, { hash, targets, acknowledged }] of ledger.orders) {
    const row = there.get(id);
    if (row === undefined) {
      if (acknowledged) ledger.violate(`order ${id} was acknowledged and never arrived`);
      continue;
    }
    if (row.hash !== hash) ledger.violate(`order ${id} arrived with another hash`);
    if (row.directives !== targets) ledger.violate(`order ${id} reached ${row.directives} of ${targets}`);
    if (row.events !== 1) ledger.violate(`order ${id} was issued ${row.events} times`);
  }
  for (const id of there.keys()) if (!ledger.orders.has(id)) ledger.violate(`command ${id} was never asked for`);
}

async function kept(database: Database, ledger: OrderLedger): Promise<void> {
  const rows = await database.all<OrderCount>(
    `SELECT o.id, o.state, (SELECT count(*) FROM order_history h WHERE h.order_id = o.id AND h.what = 'queued') AS queued,
       (SELECT count(*) FROM order_history h WHERE h.order_id = o.id AND h.what = 'accepted') AS accepted
     FROM orders o`,
  );
  for (const { id, state, queued, accepted } of rows) {
    if (!ledger.orders.has(id)) ledger.violate(`order ${id} is stored and was never asked for`);
    if (state !== 'accepted-by-backend') ledger.violate(`order ${id} is ${state}`);
    if (queued !== 1 || accepted !== 1) ledger.violate(`order ${id} was queued ${queued} times and accepted ${accepted} times`);
  }
  const stored = new Set(rows.map(({ id }) => id));
  for (const id of ledger.acknowledged) if (!stored.has(id)) ledger.violate(`order ${id} was acknowledged and is not stored`);
}
