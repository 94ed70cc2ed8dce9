const FAILURES_MAX = 10;
const WINDOW_MS = 5 * 60_000;
/** Names remembered at once; invented names must not fill the memory. */
const NAMES_MAX = 10_000;

/** Refuses log-ins for a name after 10 failures within 5 minutes, whether the name exists or not. */
export class LoginThrottle {
  readonly #failures = new Map<string, number[]>();

  /**
   * Begins an attempt at `now` (UTC ms). It counts as failed until `succeeded` says otherwise, so that attempts made
   * at the same time cannot pass together.
   * @returns null when it may go on, else the seconds to wait
   */
  begin(name: string, now: number): number | null {
    const recent = (this.#failures.get(name) ?? []).filter((at) => at > now - WINDOW_MS);
    const oldest = recent[0];
    if (recent.length >= FAILURES_MAX && oldest !== undefined) {
      return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    }
    this.#failures.delete(name);
    this.#failures.set(name, [...recent, now]);
    const first = this.#failures.keys().next();
    if (this.#failures.size > NAMES_MAX && first.done !== true) this.#failures.delete(first.value);
    return null;
  }

  succeeded(name: string): void {
    this.#failures.delete(name);
  }
}
