import type { Frame } from '../../preload/contract/index.js';

/** What a frame is to the window: the next one, one that makes all before needless, or none that fits. */
export type Arrival = 'next' | 'first' | 'misfit';

/**
 * Frames that wait for their moment. They build on each other, so they take effect in their order, all of them; one whose
 * moment comes before that of an earlier one takes the earlier one with it.
 */
export class FrameQueue {
  #waiting: readonly Frame[] = [];
  /** The run of the hub and the version of the newest frame. */
  #newest: Pick<Frame, 'hub' | 'version'> | undefined;
  #isBroken = false;

  /** A frame was lost, and none came since that makes all before needless. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** When the first of the frames that wait takes effect, hub's monotonic ms; undefined while none waits. */
  get nextAt(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ effectiveAt }) => effectiveAt));
  }

  /** A frame that was taken out could not be taken in: what waits, and what comes next, builds on it and is left out. */
  break(): void {
    this.#waiting = [];
    this.#isBroken = true;
  }

  /** A frame that does not follow the one before is left out: the window has to ask for everything. */
  add(frame: Frame): Arrival {
    const { hub, version, from } = frame;
    const isFirst = from === 0;
    if (hub === this.#newest?.hub && version <= this.#newest.version) return 'misfit';
    if (!isFirst && (this.#isBroken || hub !== this.#newest?.hub || from !== this.#newest.version)) return 'misfit';
    this.#isBroken = false;
    this.#waiting = isFirst ? [frame] : [...this.#waiting, frame];
    this.#newest = { hub, version };
    return isFirst ? 'first' : 'next';
  }

  /** Frames that take effect, taken out. @param hubNow hub's monotonic ms */
  due(hubNow: number): readonly Frame[] {
    let count = 0;
    this.#waiting.forEach(({ effectiveAt }, index) => {
      if (effectiveAt <= hubNow) count = index + 1;
    });
    return this.#take(count);
  }

  /** The first frame whatever its moment: something now is better than a black panel. */
  first(): readonly Frame[] {
    return this.#take(1);
  }

  #take(count: number): readonly Frame[] {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return taken;
  }
}
