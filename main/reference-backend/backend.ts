import type { Database } from '../sqlite/index.js';
import type { Template } from '../../preload/contract/index.js';
import type { TierBook } from './tier-book.js';
import type { Bell } from './stream/bell.js';
import type { LoginThrottle } from './rules/login-throttle.js';

/** What every part of the backend works with; made once, in `server.ts`. */
export type Backend = {
  readonly database: Database;
  readonly epoch: string;
  readonly tiers: TierBook;
  readonly templates: readonly Template[];
  /** rung after every commit that brought events */
  readonly bell: Bell;
  readonly throttle: LoginThrottle;
  /** UTC ms */
  readonly now: () => number;
};
