import type { GrowthKind } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

/** @param day a date of China */
export async function madeOn(db: Statements, account: string, kind: GrowthKind, day: string): Promise<number> {
  const row = await db.get<{ count: number }>(
    'SELECT count FROM growth WHERE account = ? AND kind = ? AND day = ?',
    account,
    kind,
    day,
  );
  return row?.count ?? 0;
}

export async function addMade(tx: Statements, account: string, kind: GrowthKind, day: string, count: number): Promise<void> {
  await tx.run(
    `INSERT INTO growth (account, kind, day, count) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = CASE day WHEN excluded.day THEN count ELSE 0 END + excluded.count, day = excluded.day`,
    account,
    kind,
    day,
    count,
  );
}
