import type { Answer, Request } from '../client.js';
import type { Hall } from '../town.js';

/** Leads to one documented answer of one call and gives it. */
export type Scenario = (hall: Hall) => Promise<Answer>;
/** A fresh request that succeeds. */
export type Fresh = (hall: Hall) => Promise<Request>;
