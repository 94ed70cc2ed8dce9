import { join } from 'node:path';
import { migrations } from '../../../main/reference-backend/storage/migrations/index.js';
import { checkFolder } from '../../../main/reference-backend/tools/audit.js';
import type { Database } from '../../../main/sqlite/index.js';
import { openDatabase } from '../../../main/sqlite/index.js';
import type { Ledger } from './ledger.js';

/** Compares what a killed server left on the disk with what it had answered for. */
export async function account(data: string, ledger: Ledger): Promise<void> {
  const checked = await checkFolder(data);
  if (!checked.ok) ledger.violate(checked.error);
  const opened = await openDatabase(join(data, 'backend.db'), { synchronous: 'FULL', migrations });
  if (!opened.ok) return ledger.violate(`${opened.error.code}: ${JSON.stringify(opened.error.details)}`);
  try {
    await commandsOf(opened.value, ledger);
    await receiptsOf(opened.value, ledger);
  } finally {
    await opened.value.close();
  }
}

type CommandCount = { readonly id: string; readonly hash: string; readonly directives: number; readonly events: number };

async function commandsOf(database: Database, ledger: Ledger): Promise<void> {
  const rows = await database.all<CommandCount>(
    `WITH issued AS MATERIALIZED (
       SELECT data ->> 'id' AS id, count(*) AS n FROM events WHERE topic = 'commands' AND data ->> 'state' = 'issued' GROUP BY 1
     )
     SELECT c.id, c.hash, coalesce(i.n, 0) AS events,
       (SELECT count(*) FROM directives d WHERE d.command = c.id) AS directives
     FROM commands c LEFT JOIN issued i ON i.id = c.id`,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const [id, { request, answer }] of ledger.commands) {
    const row = stored.get(id);
    if (row === undefined) {
      if (answer !== undefined) ledger.violate(`command ${id} was answered for and is lost`);
      continue;
    }
    const { targets } = request.frozen;
    if (row.hash !== request.hash) ledger.violate(`command ${id} is stored with another hash`);
    if (row.directives !== targets.length) ledger.violate(`command ${id}: ${row.directives} directives of ${targets.length}`);
    if (row.events !== 1) ledger.violate(`command ${id} was issued ${row.events} times on the stream`);
  }
  for (const id of stored.keys()) if (!ledger.commands.has(id)) ledger.violate(`command ${id} was never sent`);
}

async function receiptsOf(database: Database, ledger: Ledger): Promise<void> {
  // Apart from what the server itself writes when limits pass.
  const rows = await database.all<{ id: string; content: string }>("SELECT id, content FROM receipts WHERE author <> 'system'");
  const stored = new Map(rows.map((row) => [row.id, row.content]));
  if (stored.size !== rows.length) ledger.violate(`${rows.length - stored.size} receipts are stored twice`);
  for (const [id, { acknowledged }] of ledger.receipts) {
    const content = stored.get(id);
    if (content === undefined && acknowledged) ledger.violate(`receipt ${id} was accepted and is lost`);
    if (content !== undefined && content !== ledger.content(id)) ledger.violate(`receipt ${id} is stored with other content`);
  }
  for (const id of stored.keys()) if (!ledger.receipts.has(id)) ledger.violate(`receipt ${id} was never sent`);
  const told = await database.all<{ id: string; n: number }>(
    "SELECT data ->> 'id' AS id, count(*) AS n FROM events WHERE topic = 'receipts' GROUP BY 1 HAVING n <> 1",
  );
  for (const { id, n } of told) ledger.violate(`receipt ${id} was told ${n} times on the stream`);
  const [count] = await database.all<{ n: number }>(
    "SELECT count(*) AS n FROM events WHERE topic = 'receipts' AND data ->> 'by' <> 'system'",
  );
  if (count?.n !== rows.length) ledger.violate(`${count?.n} receipts on the stream, ${rows.length} stored`);
}
