import type { SearchHit, SearchKind } from '../../../preload/contract/index.js';
import type { SearchDocument, SearchIndex } from '../store/index.js';
import { stored } from '../store/index.js';

type Work = () => Promise<void>;

/**
 * Keeps the search index up to date behind everything else: what changed is collected and written by one run after the
 * other, so a storm of changes of one thing costs one of them.
 */
export class Indexer {
  readonly #index: SearchIndex;
  readonly #whole = new Map<SearchKind, readonly SearchDocument[]>();
  readonly #changed = new Map<string, SearchDocument | undefined>();
  #run: Promise<void> | undefined;
  #closed = false;

  constructor(index: SearchIndex) {
    this.#index = index;
  }

  /** These are all there are of a kind. */
  replace(kind: SearchKind, documents: readonly SearchDocument[]): void {
    for (const name of this.#changed.keys()) if (name.startsWith(`${kind} `)) this.#changed.delete(name);
    this.#whole.set(kind, documents);
    this.#begin();
  }

  put(documents: readonly SearchDocument[]): void {
    for (const document of documents) this.#changed.set(`${document.kind} ${document.key}`, document);
    this.#begin();
  }

  remove(kind: SearchKind, keys: readonly string[]): void {
    for (const key of keys) this.#changed.set(`${kind} ${key}`, undefined);
    this.#begin();
  }

  /** Searches what is indexed so far. */
  find(query: string, limit: number): Promise<SearchHit[]> {
    return this.#index.find(query, limit);
  }

  /** Resolves when what was brought is in the index. */
  async settled(): Promise<void> {
    while (this.#run !== undefined) await this.#run;
  }

  /** Begins nothing more; resolves when what was under way is over. */
  close(): Promise<void> {
    this.#closed = true;
    return this.settled();
  }

  #begin(): void {
    this.#run ??= this.#drain().finally(() => {
      this.#run = undefined;
    });
  }

  async #drain(): Promise<void> {
    // Where the disk is full or read-only the index stays as it is until everything is fetched again.
    for (let work = this.#next(); work !== undefined && !this.#closed; work = this.#next()) await stored(work);
  }

  #next(): Work | undefined {
    for (const [kind, documents] of this.#whole) {
      this.#whole.delete(kind);
      return () => this.#index.replace(kind, documents);
    }
    if (this.#changed.size === 0) return undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    return async () => {
      await this.#index.put(changed.flatMap(([, document]) => document ?? []));
      const gone = changed.filter(([, document]) => document === undefined).map(([name]) => name);
      for (const name of gone) {
        const space = name.indexOf(' ');
        await this.#index.remove(name.slice(0, space) as SearchKind, [name.slice(space + 1)]);
      }
    };
  }
}
