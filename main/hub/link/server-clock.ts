/**
 * How much two good clocks may part in a second, ms: 200 ppm, twice what a cheap quartz does. An estimate gets worse
 * by this much for every second of its age.
 */
const DRIFT_PER_MS = 200e-6;
/** The backend's stamp has whole milliseconds. */
const STAMP_MS = 1;

/** A step of the backend's clock is told from this size on, ms; smaller ones are the daily work of time services. */
const JUMP_TOLD_MS = 5000;

/** `wallAheadMs`: this machine's wall clock before its monotonic one, as it stood then. */
type Estimate = {
  readonly takenAt: number;
  readonly roundTripMs: number;
  readonly aheadMs: number;
  readonly wallAheadMs: number;
};

/**
 * The backend's clock, UTC ms, told from this process's monotonic one (Cristian's method: a stamp was made somewhere
 * between asking and hearing, so it is off by half the round trip at most). The estimate with the smallest possible
 * error is kept; errors grow with age, so the drift is followed. One that contradicts the kept one beyond both errors
 * means that a clock was set or that the machine slept, and is taken at once. This machine's own wall clock counts
 * only until the first stamp, and only as it was at the beginning: it may be stepped at any time.
 */
export class ServerClock {
  #estimate: Estimate | undefined;
  readonly #firstAheadMs: number;

  /**
   * @param now monotonic ms
   * @param utcNow this machine's UTC ms at that moment
   */
  constructor(now: number, utcNow: number) {
    this.#firstAheadMs = utcNow - now;
  }

  /** The backend has told its time at least once. */
  get isMeasured(): boolean {
    return this.#estimate !== undefined;
  }

  /**
   * @param askedAt monotonic ms
   * @param heardAt monotonic ms
   * @param serverTimeMs the backend's stamp, UTC ms
   * @param utcNow this machine's UTC ms at `heardAt`; it only tells a sleep, which moves it too, from a step of the
   *   backend's clock
   * @returns by how much the backend's clock was stepped, ms; undefined when it was not
   */
  heard(askedAt: number, heardAt: number, serverTimeMs: number, utcNow: number): number | undefined {
    const roundTripMs = Math.max(0, heardAt - askedAt);
    const aheadMs = serverTimeMs - (askedAt + heardAt) / 2;
    const next: Estimate = { takenAt: heardAt, roundTripMs, aheadMs, wallAheadMs: utcNow - heardAt };
    const kept = this.#estimate;
    if (kept === undefined) {
      this.#estimate = next;
      return undefined;
    }
    const errors = { kept: errorAt(kept, heardAt), next: errorAt(next, heardAt) };
    const jump = next.aheadMs - kept.aheadMs;
    const contradicts = Math.abs(jump) > errors.kept + errors.next;
    if (contradicts || errors.next <= errors.kept) this.#estimate = next;
    if (!contradicts || Math.abs(jump) < JUMP_TOLD_MS) return undefined;
    // In a sleep the monotonic clock stood while both others went on.
    const slept = next.wallAheadMs - kept.wallAheadMs;
    return Math.abs(jump - slept) < JUMP_TOLD_MS ? undefined : Math.round(jump);
  }

  /**
   * UTC ms of the backend's clock, whole.
   * @param now monotonic ms
   */
  at(now: number): number {
    return Math.round(now + (this.#estimate?.aheadMs ?? this.#firstAheadMs));
  }
}

/** The most that an estimate can be off at a moment, ms. */
const errorAt = ({ takenAt, roundTripMs }: Estimate, now: number): number =>
  roundTripMs / 2 + STAMP_MS + (now - takenAt) * DRIFT_PER_MS;
