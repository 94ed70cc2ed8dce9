import type { AppError } from '../../../preload/contract/index.js';
import type { Row, Statements } from '../../sqlite/index.js';
import { rowChecksum } from './kept.js';

/**
 * Orders on their way that only a damaged log tells of: a line that cannot be read may have said that the order was
 * sent, or withdrawn. They end as refused, so that nothing leaves that an officer took back; the officer decides anew.
 * @param sure ids of orders that the damaged database still held whole
 * @param at UTC ms
 * @returns how many
 */
export async function markUnsure(tx: Statements, sure: ReadonlySet<string>, at: number): Promise<number> {
  const onTheirWay = await tx.all<Row>("SELECT * FROM orders WHERE state IN ('held', 'sending')");
  const problem: AppError = { code: 'restored-unsure' };
  let marked = 0;
  for (const order of onTheirWay) {
    const { id } = order;
    if (typeof id !== 'string' || sure.has(id)) continue;
    const now: Row = { ...order, state: 'refused', problem: JSON.stringify(problem) };
    await tx.run(
      "UPDATE orders SET state = 'refused', problem = ?, checksum = ? WHERE id = ?",
      JSON.stringify(problem),
      rowChecksum(now),
      id,
    );
    await tx.run(
      "INSERT INTO order_history (order_id, at, what, by, details) VALUES (?, ?, 'refused', NULL, ?)",
      id,
      at,
      JSON.stringify(problem),
    );
    marked += 1;
  }
  return marked;
}
