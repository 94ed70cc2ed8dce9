import type { Statements } from '../../sqlite/index.js';

/** Where what is numbered ends: the last event, and the last entry of the audit chain. */
export type Ends = { sequence: number; audit: { readonly sequence: number; readonly hash: string } };

const open = new WeakMap<Statements, Ends>();

/** Tells a transaction where things end, so that it need not ask the database. */
export function beginEnds(tx: Statements, { sequence, audit }: Ends): Ends {
  const ends = { sequence, audit };
  open.set(tx, ends);
  return ends;
}

/** Where things end in a transaction of the store; undefined for statements of another database. */
export const endsOf = (tx: Statements): Ends | undefined => open.get(tx);
