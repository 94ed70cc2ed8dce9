/**
 * Counts versions of what the windows are told, one count per run of the hub. What changes is stamped with the open
 * version; sending closes it, so a frame of version `v` holds everything that is stamped `v` or less.
 */
export class Versions {
  #open = 1;

  /** The version that what changes now belongs to. */
  get open(): number {
    return this.#open;
  }

  /** Closes the open version and answers it. */
  close(): number {
    this.#open += 1;
    return this.#open - 1;
  }
}
