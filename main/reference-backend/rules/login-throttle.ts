const WINDOW_MS = 5 * 60_000;
/** Names remembered at once; invented names must not fill the memory. */
const NAMES_MAX = 10_000;
/** Attempts for one name that wait until others for it are decided. */
const WAITING_MAX = 100;
/** Told to those beyond that, seconds. */
const CROWDED_S = 1;

/** Attempts for one name that are not decided yet, and who waits for that. */
type UnderWay = { count: number; readonly waiting: (() => void)[] };

/**
 * Refuses log-ins for a name after so many failures within 5 minutes, whether the name exists or not. Of attempts made at the
 * same time no more go on than may still fail; the others wait for what becomes of those.
 */
export class LoginThrottle {
  readonly #most: number;
  readonly #failures = new Map<string, number[]>();
  readonly #underWay = new Map<string, UnderWay>();

  /** @param most failures */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Begins an attempt, which `end` has to follow. `now` gives UTC ms.
   * @returns null when it may go on, else the seconds to wait
   */
  async begin(name: string, now: () => number): Promise<number | null> {
    for (;;) {
      const recent = this.#recent(name, now());
      const oldest = recent[0];
      if (recent.length >= this.#most && oldest !== undefined) {
        return Math.max(1, Math.ceil((oldest + WINDOW_MS - now()) / 1000));
      }
      const others = this.#underWay.get(name) ?? { count: 0, waiting: [] };
      if (recent.length + others.count < this.#most) {
        others.count += 1;
        this.#underWay.set(name, others);
        return null;
      }
      if (others.waiting.length >= WAITING_MAX) return CROWDED_S;
      await new Promise<void>((resolve) => others.waiting.push(resolve));
    }
  }

  /** Ends an attempt at `now` (UTC ms); `broken` is one of which nobody knows how it would have ended. */
  end(name: string, outcome: 'succeeded' | 'failed' | 'broken', now: number): void {
    if (outcome === 'succeeded') this.#failures.delete(name);
    if (outcome === 'failed') this.#remember(name, [...this.#recent(name, now), now]);
    const others = this.#underWay.get(name);
    if (others === undefined) return;
    others.count -= 1;
    if (others.count === 0) this.#underWay.delete(name);
    for (const resume of others.waiting.splice(0)) resume();
  }

  #recent(name: string, now: number): readonly number[] {
    return (this.#failures.get(name) ?? []).filter((at) => at > now - WINDOW_MS);
  }

  #remember(name: string, failures: number[]): void {
    this.#failures.delete(name);
    this.#failures.set(name, failures);
    const first = this.#failures.keys().next();
    if (this.#failures.size > NAMES_MAX && first.done !== true) this.#failures.delete(first.value);
  }
}
