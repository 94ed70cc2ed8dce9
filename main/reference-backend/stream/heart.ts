/** Pings in a row that a client may leave unanswered. */
const UNANSWERED_MAX = 2;

/**
 * Whether a client still lives, by its answers to pings. While one of its messages is being answered its socket is not
 * read, its pongs neither, so that time is not held against it.
 */
export class Heart {
  #unanswered = 0;
  #busy = false;

  /** A message of the client begins, or ends, to be answered. */
  set busy(busy: boolean) {
    this.#busy = busy;
    this.#unanswered = 0;
  }

  answered(): void {
    this.#unanswered = 0;
  }

  /** The next ping is due. @returns whether the client is given up instead */
  beat(): boolean {
    if (this.#unanswered > UNANSWERED_MAX) return true;
    if (!this.#busy) this.#unanswered += 1;
    return false;
  }
}
