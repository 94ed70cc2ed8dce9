import type { GrowthKind } from '../../../preload/contract/index.js';
import { DAILY_EVIDENCE_BYTES, DAILY_LIMITS, ok } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { addMade, madeOn } from '../storage/growth.js';
import { chinaDate } from '../tier-book.js';
import type { Caller } from './caller.js';

const DAY_MS = 86_400_000;
/** China's time is UTC+8 all the year. */
const CHINA_MS = 8 * 3_600_000;

type Grower = Pick<Caller, 'account'>;

/** What an account may make in a day, so that a program gone wrong, or a stolen token, doesn't fill the disk. */
export class Growth {
  readonly #share: number;

  /** @param share of the documented limits; what is left of a limit is at least one */
  constructor(share = 1) {
    this.#share = share;
  }

  /** Bytes of evidence within 24 hours. */
  get evidenceBytes(): number {
    return Math.floor(DAILY_EVIDENCE_BYTES * this.#share);
  }

  /**
   * Refuses (`quota`) what would be more than an account may make of a kind in a day.
   * @param now UTC ms
   */
  async check(db: Statements, { account }: Grower, kind: GrowthKind, count: number, now: number): Promise<Outcome<null>> {
    const most = Math.max(1, Math.floor(DAILY_LIMITS[kind] * this.#share));
    if ((await madeOn(db, account, kind, chinaDate(now))) + count <= most) return ok(null);
    const retryAfterS = Math.ceil((DAY_MS - ((now + CHINA_MS) % DAY_MS)) / 1000);
    return refuse('quota', { retryAfterS, detail: `${most} ${kind} of one account in a day` });
  }

  /** Counts what is made, in the transaction that makes it. */
  async count(tx: Statements, { account }: Grower, kind: GrowthKind, count: number, now: number): Promise<void> {
    if (count > 0) await addMade(tx, account, kind, chinaDate(now), count);
  }

  /** As `check`, and counts what is made, in the transaction that makes it. */
  async grow(tx: Statements, caller: Grower, kind: GrowthKind, count: number, now: number): Promise<Outcome<null>> {
    if (count === 0) return ok(null);
    const within = await this.check(tx, caller, kind, count, now);
    if (within.ok) await this.count(tx, caller, kind, count, now);
    return within;
  }
}
