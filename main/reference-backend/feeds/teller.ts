import { setTimeout as delay } from 'node:timers/promises';
import type { BackendClient, HandIn } from '../api-client.js';
import { log } from '../log.js';
import type { Feed } from './feed.js';

/** How often the feeds are asked for news, ms. */
const TICK_MS = 2000;

/** Hands in what the feeds bring. What could not be handed in is told again, as far back as the feed remembers. */
export class Teller {
  readonly #client: BackendClient;
  readonly #feeds: { readonly feed: Feed; until: number }[];

  /** @param since UTC ms after which the feeds are told */
  constructor(client: BackendClient, feeds: readonly Feed[], since: number) {
    this.#client = client;
    this.#feeds = feeds.map((feed) => ({ feed, until: since }));
  }

  /** Goes on for good. */
  async run(now: () => number): Promise<never> {
    for (;;) {
      for (const told of this.#feeds) {
        const to = now();
        const from = Math.max(told.until, to - told.feed.memoryMs);
        if (await this.tell(told.feed.between(from, to))) told.until = to;
      }
      await delay(TICK_MS);
    }
  }

  /** True when all was handed in; what the backend refuses counts as told, it would refuse it again. */
  async tell(postings: readonly HandIn[]): Promise<boolean> {
    for (const posting of postings) {
      const answer = await this.#client.send(posting);
      if (answer.ok) continue;
      if (answer.error.kind === 'away') return false;
      log('error', 'the backend refused what the demo handed in', { path: posting.path, code: answer.error.code });
    }
    return true;
  }
}
