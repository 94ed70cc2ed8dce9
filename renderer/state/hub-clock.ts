/** How many of the last pings the estimate looks at: ten seconds at one a second. */
const SAMPLES = 10;

/**
 * A pong whose hub time is off the estimate by more than this beyond half its own round trip cannot come from the
 * same clock: the hub was restarted, ms. Far above drift (10 s at 100 ppm is 1 ms), far below a restart.
 */
const ANOTHER_CLOCK_MS = 1_000;

type Sample = { readonly roundTripMs: number; readonly offsetMs: number };

/** `restarted`: the hub's clock is another one than before; earlier samples are forgotten. */
export type Pong = 'ignored' | 'sampled' | 'restarted';

/**
 * Estimates the hub's monotonic clock minus this window's, in ms (Cristian's method: a pong was written half a round
 * trip before it arrived). The sample with the smallest round trip of the last ten has the least error, at most half
 * that round trip. All times are `performance.now()` of this window unless they say hub.
 */
export class HubClock {
  readonly #sent = new Map<number, number>();
  #samples: readonly Sample[] = [];
  #isOld = false;
  #hub: string | undefined;
  /** the run of the hub that sends frames, and so answers pings */
  #sender: string | undefined;

  /** The sender of frames is another hub than before and has not told its time: the old estimate is all there is. */
  get isOld(): boolean {
    return this.#isOld;
  }

  /** The run of the hub whose clock is estimated; undefined while no frame has told. */
  get hub(): string | undefined {
    return this.#hub;
  }

  /** A frame came from a hub. True when it is another one than before: it has to be pinged, and its pong starts over. */
  heard(hub: string): boolean {
    const isOther = this.#sender !== undefined && this.#sender !== hub;
    this.#sender = hub;
    if (isOther) {
      this.#isOld = true;
      this.#sent.clear();
    } else if (!this.#isOld) {
      this.#hub = hub;
    }
    return isOther;
  }

  pinged(id: number, now: number): void {
    this.#sent.set(id, now);
    // A hub that never answers must not make the window grow.
    for (const old of this.#sent.keys()) {
      if (this.#sent.size <= SAMPLES) break;
      this.#sent.delete(old);
    }
  }

  ponged(id: number, hubNow: number, now: number): Pong {
    const sent = this.#sent.get(id);
    if (sent === undefined) return 'ignored';
    this.#sent.delete(id);
    const roundTripMs = Math.max(0, now - sent);
    const sample = { roundTripMs, offsetMs: hubNow - (sent + now) / 2 };
    const before = this.offsetMs();
    const isFar = before !== undefined && Math.abs(sample.offsetMs - before) > ANOTHER_CLOCK_MS + roundTripMs / 2;
    const restarted = this.#isOld || isFar;
    // A clock that is another one before its hub sent a frame: whose it is, the next frame tells.
    if (restarted) this.#hub = this.#isOld ? this.#sender : undefined;
    this.#isOld = false;
    this.#samples = restarted ? [sample] : [...this.#samples, sample].slice(-SAMPLES);
    return restarted ? 'restarted' : 'sampled';
  }

  /** Undefined before the first pong. */
  offsetMs(): number | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples) {
      // Of equals the newest, which has drifted least.
      if (best === undefined || sample.roundTripMs <= best.roundTripMs) best = sample;
    }
    return best?.offsetMs;
  }
}
