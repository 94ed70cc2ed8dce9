import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Finding, OrderEvent, OutboxItem } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import { FLOOD, frozenOf, NOW } from './orders.fixture.js';
import { Outbox } from './outbox.js';
import type { Draft } from './prepare.js';
import { frozenHash } from './prepare.js';
import type { Send, SendAnswer } from './work.js';

export const accepted: SendAnswer = { ok: true, value: { id: '', hash: '', state: 'issued', sequence: '1' } };
export const away: SendAnswer = { ok: false, error: { code: 'backend-away', definite: false } };
export const refused = (code: string): SendAnswer => ({ ok: false, error: { code, definite: true } });

export const draftOf = (frozen: Draft['frozen'], finding?: Finding): Draft => ({
  frozen,
  hash: frozenHash(frozen),
  title: '汛情巡查',
  finding,
});
export const draft = (id: string): Draft => draftOf(frozenOf(id));
export const finding = (verdict: Finding['verdict'], value = 176.4): Finding => ({
  expected: { ...FLOOD, tier: '500000' },
  verdict,
  found: { value, t: NOW },
  at: NOW,
});

/** An outbox on a real store, with a clock, a link and a backend that a test moves by hand. */
export class OutboxRig {
  items: readonly OutboxItem[] = [];
  now = NOW;
  linked = true;
  clockKnown = true;
  /** whether the backend knows what it is asked about */
  known = false;
  /** what the next looks at a precondition find; then it holds */
  findings: Finding[] = [];
  readonly folder: string;
  readonly store: Store;
  #outbox: Outbox | undefined;

  private constructor(folder: string, store: Store) {
    this.folder = folder;
    this.store = store;
  }

  static async open(): Promise<OutboxRig> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const folder = mkdtempSync(join(tmpdir(), 'yilan-outbox-'));
    return new OutboxRig(folder, await openIn(folder));
  }

  async close(): Promise<void> {
    await this.#outbox?.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
    vi.useRealTimers();
  }

  get outbox(): Outbox {
    if (this.#outbox === undefined) throw new Error('no outbox yet');
    return this.#outbox;
  }

  make(send: Send, senderFor: () => Send | undefined = () => send): Outbox {
    this.#outbox = new Outbox({
      store: this.store.orders,
      senderFor,
      isKnown: async () => ok(this.known),
      check: async () => this.findings.shift() ?? finding('holds'),
      isLinked: () => this.linked,
      now: () => this.now,
      isClockKnown: () => this.clockKnown,
      onChange: (list) => void (this.items = list),
      onAccepted: () => undefined,
    });
    return this.#outbox;
  }

  stateOf(id: string): string | undefined {
    return this.items.find((item) => item.id === id)?.state;
  }

  async historyOf(id: string): Promise<OrderEvent[]> {
    const history = await this.outbox.history(id);
    if (!history.ok) throw new Error(history.error.code);
    return history.value;
  }
}

/** The store of a folder, opened once more. */
export async function openIn(folder: string): Promise<Store> {
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

export const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true));
