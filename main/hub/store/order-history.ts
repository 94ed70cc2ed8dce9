import type { Generated } from 'kysely';
import type { OrderEvent } from '../../../preload/contract/index.js';
import { orderEventSchema } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { change, rows, tablesOf } from './query.js';

type Tables = {
  readonly order_history: {
    readonly sequence: Generated<number>;
    readonly order_id: string;
    readonly at: number;
    readonly what: string;
    readonly by: string | null;
    readonly details: string | null;
  };
};
const tables = tablesOf<Tables>();

/** Adds to the history of an order, inside the transaction of the change that it tells. */
export async function addEvent(tx: Statements, order: string, { at, what, by, details }: OrderEvent): Promise<void> {
  const row = { order_id: order, at, what, by: by ?? null, details: details === undefined ? null : JSON.stringify(details) };
  await change(tx, tables.insertInto('order_history').values(row));
}

/** Everything that happened to an order, in its order. */
export async function historyOf(statements: Statements, order: string): Promise<OrderEvent[]> {
  const query = tables.selectFrom('order_history').selectAll().where('order_id', '=', order).orderBy('sequence');
  return (await rows(statements, query)).map(({ at, what, by, details }) =>
    orderEventSchema.parse({
      at,
      what,
      ...(by === null ? {} : { by }),
      ...(details === null ? {} : { details: JSON.parse(details) as unknown }),
    }),
  );
}
