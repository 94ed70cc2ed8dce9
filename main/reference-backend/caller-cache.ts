import type { Caller } from './rules/caller.js';

/** Callers remembered at once. */
const CALLERS_MAX = 10_000;

/**
 * Who is behind the tokens that were used lately, so that no message waits for the database. What ends a token forgets
 * it here; but for their passwords accounts change only while no server runs.
 */
export class CallerCache {
  readonly #callers = new Map<string, Caller>();
  /** counts what was forgotten, so that a look-up that began before does not bring it back */
  #forgotten = 0;

  /**
   * The caller behind a token; `find` looks in the database, which knows best how long an expired one is remembered.
   * @param now UTC ms
   */
  async get(token: string, now: number, find: () => Promise<Caller | undefined>): Promise<Caller | undefined> {
    const known = this.#callers.get(token);
    if (known !== undefined && !isExpired(known, now)) return known;
    const forgotten = this.#forgotten;
    const found = await find();
    if (found === undefined || forgotten !== this.#forgotten) return found;
    this.#callers.set(token, found);
    const first = this.#callers.keys().next();
    if (this.#callers.size > CALLERS_MAX && first.done !== true) this.#callers.delete(first.value);
    return found;
  }

  forgetAccount(account: string): void {
    this.#forget((caller) => caller.account === account);
  }

  forgetSession(id: string): void {
    this.#forget(({ session }) => session?.id === id);
  }

  #forget(fits: (caller: Caller) => boolean): void {
    this.#forgotten += 1;
    for (const [token, caller] of this.#callers) if (fits(caller)) this.#callers.delete(token);
  }
}

/** Whether the caller's token has run out at `now` (UTC ms). */
export const isExpired = ({ expiresAt }: Caller, now: number): boolean => expiresAt !== null && expiresAt <= now;
