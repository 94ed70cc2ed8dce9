import type { GrowthKind } from '../../../preload/contract/index.js';
import { DAILY_LIMITS, ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { addMade, madeOn } from '../storage/growth.js';
import { chinaDate } from '../tier-book.js';
import type { Caller } from './caller.js';

const DAY_MS = 86_400_000;
/** China's time is UTC+8 all the year. */
const CHINA_MS = 8 * 3_600_000;

/**
 * Refuses (`quota`) what would be more than an account may make of a kind in a day, so that a program gone wrong, or a
 * stolen token, doesn't fill the disk.
 * @param now UTC ms
 */
export async function checkGrowth(
  db: Statements,
  { account }: Pick<Caller, 'account'>,
  kind: GrowthKind,
  count: number,
  now: number,
): Promise<Outcome<null>> {
  if ((await madeOn(db, account, kind, chinaDate(now))) + count <= DAILY_LIMITS[kind]) return ok(null);
  const retryAfterS = Math.ceil((DAY_MS - ((now + CHINA_MS) % DAY_MS)) / 1000);
  return refuse('quota', { retryAfterS, detail: `${DAILY_LIMITS[kind]} ${kind} of one account in a day` });
}

/** Counts what is made, in the transaction that makes it. */
export async function countMade(
  tx: Statements,
  { account }: Pick<Caller, 'account'>,
  kind: GrowthKind,
  count: number,
  now: number,
): Promise<void> {
  if (count > 0) await addMade(tx, account, kind, chinaDate(now), count);
}

/** As `checkGrowth`, and counts what is made, in the transaction that makes it. */
export async function grow(
  tx: Statements,
  caller: Pick<Caller, 'account'>,
  kind: GrowthKind,
  count: number,
  now: number,
): Promise<Outcome<null>> {
  if (count === 0) return ok(null);
  const within = await checkGrowth(tx, caller, kind, count, now);
  if (within.ok) await countMade(tx, caller, kind, count, now);
  return within;
}
