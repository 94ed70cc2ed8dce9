import { uptime } from 'node:os';
import { log } from './log.js';

/** A wall clock that moves further than this against the machine's own count, within an hour, has jumped. */
const JUMP_MS = 10 * 60_000;
const SLOW_DRIFT_MS = 3_600_000;
/** A clock that goes on steadily for so long after a jump is taken to be right. */
const CONFIRMED_MS = 6 * 3_600_000;

/** UTC ms, and ms since some moment that nobody sets; sleep counts in both. */
export type Clocks = { readonly wall: () => number; readonly count: () => number };

const CLOCKS: Clocks = { wall: Date.now, count: () => uptime() * 1000 };

type Jump = { readonly offset: number; readonly since: number };

/**
 * Tells whether the wall clock can be gone by in what cannot be undone. After a jump, forwards or back, it cannot until it
 * is back, or has gone on steadily for six hours, or the server is started again: who does that says that it is right.
 */
export class ClockWatch {
  readonly #clocks: Clocks;
  /** of wall clock to count; follows what is too slow for a jump */
  #trusted: Jump;
  #jump: Jump | undefined;

  constructor(clocks: Clocks = CLOCKS) {
    this.#clocks = clocks;
    this.#trusted = this.#look();
  }

  isSteady(): boolean {
    return this.jumpMs() === 0;
  }

  /** By how much the wall clock jumped, ms, negative for back; 0 when it goes steadily. */
  jumpMs(): number {
    const now = this.#look();
    const off = Math.round(now.offset - this.#trusted.offset);
    if (Math.abs(off) <= JUMP_MS) {
      if (this.#jump !== undefined) log('warn', 'the clock is back where it was before it jumped');
      if (this.#jump !== undefined || now.since - this.#trusted.since >= SLOW_DRIFT_MS) this.#trusted = now;
      this.#jump = undefined;
      return 0;
    }
    if (this.#jump === undefined || Math.abs(now.offset - this.#jump.offset) > JUMP_MS) {
      const waits = 'what limits and ages bring waits until it is back, steady for six hours, or the server is started again';
      log('error', `the clock jumped; ${waits}`, { ms: off });
      this.#jump = now;
    }
    if (now.since - this.#jump.since < CONFIRMED_MS) return off;
    log('warn', 'the clock has been steady since it jumped and is taken to be right', { ms: off });
    this.#trusted = now;
    this.#jump = undefined;
    return 0;
  }

  #look(): Jump {
    const since = this.#clocks.count();
    return { offset: this.#clocks.wall() - since, since };
  }
}
