import type { Notice } from '../../../preload/contract/index.js';
import type { Failure } from '../../sqlite/index.js';

/** `restored`: it was damaged, and this run restored it. `down`: held by another process, or out of reach. */
export type DurableState = 'ok' | 'restored' | 'readonly' | 'full' | 'down';
export type CacheState = 'ok' | 'refilled' | 'readonly' | 'full' | 'down';

export type StoreHealth = {
  readonly durable: DurableState;
  readonly cache: CacheState;
  /** what lasts now; it goes by itself when it is over */
  readonly notices: readonly Notice[];
};

/** Sizes for diagnostics; bytes, and pages of SQLite. */
export type FileSizes = {
  readonly bytes: number;
  readonly logBytes: number;
  readonly pages: number;
  readonly freePages: number;
};

type Name = 'durable' | 'cache';

/** What fails in which file, and since when; what was mended in this run. */
export class Health implements StoreHealth {
  readonly #failures = new Map<Name, { readonly failure: Failure; readonly at: number }>();
  readonly #mended = new Set<Name>();

  /** @param at UTC ms */
  failed(name: Name, failure: Failure | undefined, at: number): void {
    if (failure === undefined) this.#failures.delete(name);
    else if (this.#failures.get(name)?.failure !== failure) this.#failures.set(name, { failure, at });
  }

  mended(name: Name): void {
    this.#mended.add(name);
  }

  get durable(): DurableState {
    return this.#stateOf('durable', 'restored');
  }

  get cache(): CacheState {
    return this.#stateOf('cache', 'refilled');
  }

  #stateOf<T>(name: Name, mended: T): T | 'ok' | 'readonly' | 'full' | 'down' {
    const failed = this.#failures.get(name)?.failure;
    if (failed === undefined) return this.#mended.has(name) ? mended : 'ok';
    return failed === 'full' || failed === 'readonly' ? failed : 'down';
  }

  /** Both files lie on one disk; what ails the orders says it for the cache too. */
  get notices(): Notice[] {
    for (const name of ['durable', 'cache'] as const) {
      const failed = this.#failures.get(name);
      if (failed === undefined) continue;
      const code = `${name}-${failed.failure === 'full' || failed.failure === 'readonly' ? failed.failure : 'down'}`;
      return [{ id: `${code}:${failed.at}`, at: failed.at, code, details: { reason: failed.failure } }];
    }
    return [];
  }
}
