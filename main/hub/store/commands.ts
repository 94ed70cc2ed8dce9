import type { CommandMode, CommandState, CommandView, Frozen, StoredReceipt } from '../../../preload/contract/index.js';
import {
  commandModeSchema,
  commandStateSchema,
  frozenSchema,
  storedReceiptSchema,
  fromWireTime,
} from '../../../preload/contract/index.js';
import { z } from 'zod';
import type { Database, Statements } from '../../sqlite/index.js';
import type { OrderChange } from './orders.js';
import { changeOrder } from './orders.js';

/** How far this file has followed the backend's stream. */
export type Cursor = { readonly epoch: string; readonly sequence: string };

/** A directive with its receipts; its state is worked out, not stored. */
export type StoredDirective = {
  readonly id: string;
  readonly tier: string;
  readonly party?: string;
  readonly role: 'lead' | 'assist';
  readonly parent?: string;
  readonly receipts: readonly StoredReceipt[];
};

export type StoredCommand = {
  readonly id: string;
  readonly hash: string;
  readonly frozen: Frozen;
  readonly mode: CommandMode;
  readonly state: CommandState;
  /** UTC ms of the backend's clock */
  readonly issuedAt?: number;
  readonly directives: readonly StoredDirective[];
};

type CommandRow = { id: string; hash: string; frozen: string; mode: string; state: string; issued_at: number | null };
type DirectiveRow = { id: string; tier: string; party: string | null; role: string; parent: string | null };
type ReceiptRow = { directive: string; body: string };

/** Commands with their trees, in durable.db, and the cursor that belongs to them. */
export class CommandStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A place that cannot be one is none: everything is fetched again. */
  async cursor(): Promise<Cursor | undefined> {
    const cursor = await this.#database.get<{ epoch: string; sequence: string }>('SELECT epoch, sequence FROM cursor');
    return cursor === undefined || !/^\d+$/.test(cursor.sequence) ? undefined : cursor;
  }

  /**
   * The newest commands by their UUIDv7, newest first: one that waits for approval has no other time. Where one cannot be
   * read because its content is damaged, all are dropped together with the cursor: the backend sends them again.
   * @param known a command that needn't be read, because it is known as it is stored
   */
  async recent(limit: number, known: (id: string) => StoredCommand | undefined = () => undefined): Promise<StoredCommand[]> {
    const rows = await this.#database.all<CommandRow>('SELECT * FROM commands ORDER BY id DESC LIMIT ?', limit);
    try {
      return await Promise.all(rows.map(async (row) => known(row.id) ?? this.#withTree(row)));
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
      await this.#database.transaction(async (tx) => {
        await tx.run('DELETE FROM commands');
        await tx.run('DELETE FROM cursor');
      });
      return [];
    }
  }

  /**
   * Keeps what a frame of the stream brought together with the cursor behind it, in one transaction. Applying the same
   * twice changes nothing. Receipts of directives that are not stored are left out: their command lies too far back.
   */
  async apply(views: readonly CommandView[], receipts: readonly StoredReceipt[], cursor: Cursor): Promise<void> {
    await this.#database.transaction((tx) => put(tx, views, receipts, cursor));
  }

  /**
   * Drops all commands and takes these instead, because the backend's history is another one now; what that means for
   * this hall's orders is stored in the same transaction, or it would be forgotten by a hub that dies in between.
   */
  async replaceAll(views: readonly CommandView[], cursor: Cursor, orders: readonly OrderChange[]): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await tx.run('DELETE FROM commands');
      for (const order of orders) await changeOrder(tx, order);
      await put(tx, views, [], cursor);
    });
  }

  async #withTree(row: CommandRow): Promise<StoredCommand> {
    const directives = await this.#database.all<DirectiveRow>('SELECT * FROM directives WHERE command = ? ORDER BY tier', row.id);
    const receipts = await this.#database.all<ReceiptRow>(
      'SELECT receipts.* FROM receipts JOIN directives ON directives.id = receipts.directive WHERE directives.command = ?',
      row.id,
    );
    const byDirective = new Map<string, StoredReceipt[]>();
    for (const { directive, body } of receipts) {
      const list = byDirective.get(directive) ?? [];
      list.push(storedReceiptSchema.parse(JSON.parse(body)));
      byDirective.set(directive, list);
    }
    return {
      id: row.id,
      hash: row.hash,
      frozen: frozenSchema.parse(JSON.parse(row.frozen)),
      mode: commandModeSchema.parse(row.mode),
      state: commandStateSchema.parse(row.state),
      ...(row.issued_at === null ? {} : { issuedAt: row.issued_at }),
      directives: directives.map((directive) => ({
        id: directive.id,
        tier: directive.tier,
        role: directive.role === 'lead' ? 'lead' : 'assist',
        ...(directive.party === null ? {} : { party: directive.party }),
        ...(directive.parent === null ? {} : { parent: directive.parent }),
        receipts: (byDirective.get(directive.id) ?? []).sort(bySequence),
      })),
    };
  }
}

/** A command as the backend tells it, in the form in which it is stored. */
export const commandOf = (view: CommandView): StoredCommand => ({
  id: view.id,
  hash: view.hash,
  frozen: view.frozen,
  mode: view.mode,
  state: view.state,
  ...(view.issuedAt === undefined ? {} : { issuedAt: fromWireTime(view.issuedAt) }),
  directives: view.directives.map(({ id, tier, party, role, parent, receipts }) => ({
    id,
    tier,
    role,
    ...(party === undefined ? {} : { party }),
    ...(parent === undefined ? {} : { parent }),
    receipts: [...receipts].sort(bySequence),
  })),
});

const bySequence = (a: StoredReceipt, b: StoredReceipt): number => Number(BigInt(a.sequence) - BigInt(b.sequence));

async function put(
  tx: Statements,
  views: readonly CommandView[],
  receipts: readonly StoredReceipt[],
  cursor: Cursor,
): Promise<void> {
  for (const view of views) await putCommand(tx, view);
  await putReceipts(tx, [...views.flatMap((view) => view.directives.flatMap((directive) => directive.receipts)), ...receipts]);
  await tx.run('INSERT OR REPLACE INTO cursor (only, epoch, sequence) VALUES (1, ?, ?)', cursor.epoch, cursor.sequence);
}

async function putCommand(tx: Statements, view: CommandView): Promise<void> {
  await tx.run(
    `INSERT INTO commands (id, hash, frozen, mode, state, issued_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, issued_at = excluded.issued_at`,
    view.id,
    view.hash,
    JSON.stringify(view.frozen),
    view.mode,
    view.state,
    view.issuedAt === undefined ? null : fromWireTime(view.issuedAt),
  );
  const directives = view.directives.map(({ id, tier, party, role, parent }) => ({ id, tier, party, role, parent }));
  await tx.run(
    `INSERT INTO directives (id, command, tier, party, role, parent)
     SELECT value ->> 'id', ?, value ->> 'tier', value ->> 'party', value ->> 'role', value ->> 'parent' FROM json_each(?)
     WHERE true ON CONFLICT (id) DO NOTHING`,
    view.id,
    JSON.stringify(directives),
  );
}

const putReceipts = (tx: Statements, receipts: readonly StoredReceipt[]): Promise<number> =>
  tx.run(
    `INSERT INTO receipts (id, directive, body)
     SELECT value ->> 'id', value ->> 'directive', value FROM json_each(?)
     WHERE value ->> 'directive' IN (SELECT id FROM directives) ON CONFLICT (id) DO NOTHING`,
    JSON.stringify(receipts),
  );
