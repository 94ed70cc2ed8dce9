import type { Result, SiteFault } from '../../preload/contract/index.js';
import type { SystemDisplay } from './identify.js';
import { identify, outputsFault } from './identify.js';
import type { RandrOutput } from './randr.js';
import type { DisplayInfo } from './site/index.js';

/** What the watch needs of the system. */
export interface DisplaySystem {
  displays(): readonly SystemDisplay[];
  /** errors `xrandr-missing`, which is final, and others, which may pass */
  outputs(): Promise<Result<readonly RandrOutput[]>>;
}

/** A look at the displays. `fault`: their identities are not sure, and why. */
export type DisplaysSeen = { readonly displays: readonly DisplayInfo[]; readonly fault: SiteFault | undefined };

/** Looks before the first windows are placed, and the pause between them, ms: an X server that starts may be busy. */
const FIRST = { tries: 5, pauseMs: 400 } as const;
/** Pause before the next look after one that failed, ms; doubled each time up to the maximum. */
const AGAIN_MS = { first: 500, most: 10_000 } as const;

/**
 * Looks at the displays, at the start and after every change. While the outputs cannot be read the last ones that could
 * serve, as far as they still fit, and they are asked for again until they answer.
 */
export class DisplayWatch {
  readonly #system: DisplaySystem;
  #outputs: readonly RandrOutput[] = [];
  #lastLook = 0;

  constructor(system: DisplaySystem) {
    this.#system = system;
  }

  /** The first look: a few tries when the outputs cannot be read. */
  async first(): Promise<DisplaysSeen> {
    let seen = await this.#see(this.#lastLook);
    for (let tries = 1; tries < FIRST.tries && mayPass(seen.fault); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, FIRST.pauseMs));
      seen = await this.#see(this.#lastLook);
    }
    return seen;
  }

  /** Goes on asking after a first look that failed. */
  goOn(first: DisplaysSeen, onSeen: (seen: DisplaysSeen) => void): void {
    this.#askAgainAfter(first, this.#lastLook, AGAIN_MS.first, onSeen);
  }

  /** The displays changed. They do so in bursts: a slow look at an earlier state does not undo a later one. */
  changed(onSeen: (seen: DisplaysSeen) => void): void {
    this.#lastLook += 1;
    void this.#follow(this.#lastLook, AGAIN_MS.first, onSeen);
  }

  async #follow(look: number, pauseMs: number, onSeen: (seen: DisplaysSeen) => void): Promise<void> {
    const seen = await this.#see(look);
    if (look !== this.#lastLook) return;
    onSeen(seen);
    this.#askAgainAfter(seen, look, pauseMs, onSeen);
  }

  #askAgainAfter({ fault }: DisplaysSeen, look: number, pauseMs: number, onSeen: (seen: DisplaysSeen) => void): void {
    if (!mayPass(fault)) return;
    setTimeout(() => {
      if (look === this.#lastLook) void this.#follow(look, Math.min(pauseMs * 2, AGAIN_MS.most), onSeen);
    }, pauseMs);
  }

  async #see(look: number): Promise<DisplaysSeen> {
    const outputs = await this.#system.outputs();
    if (outputs.ok && look === this.#lastLook) this.#outputs = outputs.value;
    return { displays: identify(this.#system.displays(), this.#outputs), fault: outputsFault(outputs) };
  }
}

const mayPass = (fault: SiteFault | undefined): boolean => fault !== undefined && fault.code !== 'xrandr-missing';
