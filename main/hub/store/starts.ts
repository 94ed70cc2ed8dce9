import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../../sqlite/index.js';

/** So many starts in a row that did not live for `WELL_AFTER_MS` are laid at the cache's door. */
const STARTS_SUSPECT = 3;
/** How long a hub has to live before its start counts as a good one, ms. */
const WELL_AFTER_MS = 10_000;

/**
 * Counts starts that came to nothing. Content that is damaged inside a row shows in no check and may end the hub each
 * time that it is read; the cache is what can be given up.
 */
export class Starts {
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#file = join(folder, 'cache.starts');
  }

  /** Counts this start. @returns whether the cache is to be given up */
  begin(): boolean {
    const before = existsSync(this.#file) ? Number.parseInt(readFileSync(this.#file, 'utf8'), 10) || 0 : 0;
    const isSuspect = before >= STARTS_SUSPECT;
    quietly(() => writeFileSync(this.#file, String(isSuspect ? 1 : before + 1)));
    this.#timer = setTimeout(() => this.end(), WELL_AFTER_MS);
    this.#timer.unref();
    return isSuspect;
  }

  /** What is in the cache is damaged for sure: should this run end with it, the next start does without. */
  suspect(): void {
    quietly(() => writeFileSync(this.#file, String(STARTS_SUSPECT)));
  }

  /** It went well: it lived long enough, or ended as it should. */
  end(): void {
    clearTimeout(this.#timer);
    quietly(() => rmSync(this.#file, { force: true }));
  }
}

/** A folder that cannot be written shows by everything else; starts are then not counted. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
  }
}
