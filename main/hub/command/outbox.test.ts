import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Finding, Frozen, OrderEvent, OutboxItem } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import { openDatabase } from '../../sqlite/index.js';
import type { Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import { durableMigrations } from '../store/migrations/durable/index.js';
import { FLOOD, frozenOf, MINUTE, NOW } from './orders.fixture.js';
import { Outbox } from './outbox.js';
import { frozenHash } from './prepare.js';
import type { Send, SendAnswer } from './work.js';

const accepted: SendAnswer = { ok: true, value: { id: '', hash: '', state: 'issued', sequence: '1' } };
const away: SendAnswer = { ok: false, error: { code: 'backend-away', definite: false } };
const refused = (code: string): SendAnswer => ({ ok: false, error: { code, definite: true } });

const frozen = (id: string): Frozen => frozenOf(id);
const draft = (id: string): { frozen: Frozen; hash: string; title: string } => ({
  frozen: frozen(id),
  hash: frozenHash(frozen(id)),
  title: '汛情巡查',
});
const finding = (verdict: Finding['verdict'], value = 176.4): Finding => ({
  expected: { ...FLOOD, tier: '500000' },
  verdict,
  found: { value, t: NOW },
  at: NOW,
});
const A = '01930000-0000-7000-8000-000000000001';
const B = '01930000-0000-7000-8000-000000000002';

let folder: string;
let store: Store;
let now: number;
let items: readonly OutboxItem[];
let outbox: Outbox;
let linked: boolean;
/** whether the backend knows what it is asked about */
let known: boolean;
/** what the next looks at a precondition find; then it holds */
let findings: Finding[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'yilan-outbox-'));
  store = await open();
  now = NOW;
  linked = true;
  known = false;
  findings = [];
});
afterEach(async () => {
  await outbox.close();
  await store.close();
  rmSync(folder, { recursive: true });
  vi.useRealTimers();
});

async function open(): Promise<Store> {
  const opened = await openStore(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

function make(send: Send, senderFor: () => Send | undefined = () => send): Outbox {
  outbox = new Outbox({
    store: store.orders,
    senderFor,
    isKnown: async () => ok(known),
    check: async () => findings.shift() ?? finding('holds'),
    isLinked: () => linked,
    now: () => now,
    onChange: (list) => void (items = list),
    onAccepted: () => undefined,
  });
  return outbox;
}
async function historyOf(id: string): Promise<OrderEvent[]> {
  const history = await outbox.history(id);
  if (!history.ok) throw new Error(history.error.code);
  return history.value;
}
const stateOf = (id: string): string | undefined => items.find((item) => item.id === id)?.state;
const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true));

describe('Outbox', () => {
  it('has an order on the disk before anything is sent', async () => {
    let stored: number | undefined;
    make(async () => {
      const other = await open();
      stored = (await other.orders.all()).length;
      await other.close();
      return accepted;
    });
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(stored).toBe(1);
  });

  it('offers an unanswered order again with the same id until the answer comes, then never more', async () => {
    const answers = [away, away, accepted];
    const ids: string[] = [];
    make(async (order) => (ids.push(order.id), answers[ids.length - 1] ?? accepted));
    await outbox.add(draft(A), 'duty-officer');
    await until(() => ids.length === 1 && items[0]?.problem?.code === 'backend-away');
    await vi.advanceTimersByTimeAsync(500);
    await until(() => ids.length === 2 && items[0]?.attempts === 2);
    await vi.advanceTimersByTimeAsync(1000);
    await until(() => stateOf(A) === 'accepted-by-backend');
    outbox.kick();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ids).toEqual([A, A, A]);
  });

  it('takes up after a restart what was not answered', async () => {
    make(async () => away);
    await outbox.add(draft(A), 'duty-officer');
    await until(() => items[0]?.problem?.code === 'backend-away');
    await outbox.close();
    const sent: string[] = [];
    make(async (order) => (sent.push(order.hash), accepted));
    await outbox.open();
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(sent).toEqual([draft(A).hash]);
  });

  it.each([
    ['a refusal is final', refused('targets-mismatch'), 'refused', 'targets-mismatch'],
    ['so is an expiry that the backend found', refused('expired'), 'expired', 'expired'],
    ['a token that ran out is not', refused('token-expired'), 'sending', 'login-needed'],
  ])('%s', async (_name, answer, state, problem) => {
    make(async () => answer);
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === state && items[0]?.problem?.code === problem);
  });

  it('waits for its author, and expires unsent', async () => {
    const send = vi.fn(async () => accepted);
    make(send, () => undefined);
    await outbox.add(draft(A), 'duty-officer');
    await until(() => items[0]?.problem?.code === 'login-needed');
    now = NOW + 60_000;
    outbox.tick();
    await until(() => stateOf(A) === 'expired');
    expect(send).not.toHaveBeenCalled();
  });

  it('asks the backend about an order that was sent once, even after its expiry', async () => {
    const answers = [away, accepted];
    make(async () => answers.shift() ?? accepted);
    await outbox.add(draft(A), 'duty-officer');
    await until(() => items[0]?.attempts === 1 && items[0].problem !== undefined);
    now = NOW + 3_600_000;
    outbox.kick();
    await until(() => stateOf(A) === 'accepted-by-backend');
  });

  it('offers what the store marked to be offered again, and only that', async () => {
    const sent: string[] = [];
    make(async (order) => (sent.push(order.id), accepted));
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend');
    await outbox.add(draft(B), 'duty-officer');
    await until(() => stateOf(B) === 'accepted-by-backend');
    await store.orders.update({ id: B, state: 'sending', attempts: 1, problem: undefined, question: undefined });
    await outbox.reload();
    await until(() => sent.length === 3 && stateOf(B) === 'accepted-by-backend');
    expect(sent).toEqual([A, B, B]);
  });

  it('sends with the session that was there when it began, whoever logs in meanwhile', async () => {
    let session = 'first';
    const used: string[] = [];
    make(
      async () => accepted,
      () => {
        const token = session;
        // Sending begins only after the attempt is written down; by then another person may sit here.
        session = 'second';
        return async () => (used.push(token), accepted);
      },
    );
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(used).toEqual(['first']);
  });

  it('finds what is stored, for its author only', async () => {
    make(async () => away);
    await outbox.add(draft(A), 'duty-officer');
    const { hash } = draft(A);
    expect(await outbox.find(A, hash, 'duty-officer')).toMatchObject({ ok: true, value: { id: A, title: '汛情巡查' } });
    expect(await outbox.find(A, 'f'.repeat(64), 'duty-officer')).toEqual(ok(undefined));
    expect(await outbox.find(A, hash, 'another')).toEqual(ok(undefined));
    expect(await outbox.find(B, hash, 'duty-officer')).toEqual(ok(undefined));
  });
});

describe('Outbox, with a precondition', () => {
  const conditional = (id: string, shown?: Finding) => {
    const frozen = frozenOf(id, { precondition: FLOOD });
    return { frozen, hash: frozenHash(frozen), title: '沿江道路交通管制', finding: shown };
  };
  const what = async (id: string): Promise<string[]> => (await historyOf(id)).map((event) => event.what);
  const back = (): void => {
    linked = true;
    outbox.linkChanged();
  };
  /** An order that is held because the backend is away. */
  async function held(send: Send = async () => accepted): Promise<void> {
    linked = false;
    make(send);
    await outbox.open();
    await outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await until(() => items[0]?.problem?.code === 'backend-away');
  }

  it('sends at once what was shown to hold, or issued although it did not', async () => {
    const send = vi.fn(async () => accepted);
    make(send);
    findings = [finding('fails'), finding('fails')];
    await outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await outbox.add(conditional(B, finding('fails')), 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend' && stateOf(B) === 'accepted-by-backend');
    expect(findings).toHaveLength(2);
  });

  it('looks again when the backend is back, and sends what still holds', async () => {
    await held();
    back();
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(await what(A)).toEqual(['queued', 'waiting', 'checked', 'sent', 'accepted']);
  });

  it.each(['fails', 'stale', 'missing'] as const)('asks the officer when it %s, also after a restart', async (verdict) => {
    const send = vi.fn(async () => accepted);
    await held(send);
    findings = [finding(verdict)];
    back();
    await until(() => items[0]?.question?.verdict === verdict);
    expect(items[0]).toMatchObject({ state: 'held', attempts: 0, question: { code: 'precondition', found: { value: 176.4 } } });
    await outbox.close();
    make(send);
    await outbox.open();
    back();
    expect(items[0]?.question?.verdict).toBe(verdict);
    expect(send).not.toHaveBeenCalled();
    expect(await outbox.answer(A, 'send', 'duty-officer')).toEqual(ok(null));
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(send).toHaveBeenCalledTimes(1);
    expect(await what(A)).toEqual(['queued', 'waiting', 'asked', 'answered', 'sent', 'accepted']);
  });

  it('is withdrawn by its officer, unsent and for good', async () => {
    const send = vi.fn(async () => accepted);
    await held(send);
    findings = [finding('fails')];
    back();
    await until(() => items[0]?.question !== undefined);
    expect(await outbox.answer(A, 'withdraw', 'duty-officer')).toEqual(ok(null));
    expect(items[0]).toMatchObject({ state: 'refused', problem: { code: 'withdrawn' }, attempts: 0 });
    expect(await outbox.answer(A, 'send', 'duty-officer')).toMatchObject({ error: { code: 'not-asked' } });
    expect(await outbox.answer(A, 'withdraw', 'duty-officer')).toEqual(ok(null));
    outbox.kick();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(send).not.toHaveBeenCalled();
    expect(outbox.notices).toEqual([]);
  });

  it('is not asked about twice by two answers at once', async () => {
    await held(async () => new Promise(() => undefined));
    findings = [finding('fails')];
    back();
    await until(() => items[0]?.question !== undefined);
    const [first, second] = await Promise.all([outbox.answer(A, 'withdraw', 'one'), outbox.answer(A, 'send', 'two')]);
    expect(first).toEqual(ok(null));
    expect(second).toMatchObject({ error: { code: 'not-asked' } });
    expect(stateOf(A)).toBe('refused');
  });

  it('expires while it is asked about', async () => {
    await held();
    findings = [finding('fails')];
    back();
    await until(() => items[0]?.question !== undefined);
    now = NOW + MINUTE;
    outbox.tick();
    await until(() => stateOf(A) === 'expired');
    expect(await outbox.answer(A, 'send', 'duty-officer')).toMatchObject({ error: { code: 'expired' } });
  });

  it('waits on while the backend cannot say', async () => {
    await held();
    findings = [finding('unreached')];
    back();
    await until(() => findings.length === 0);
    expect(items[0]).toMatchObject({ state: 'held', problem: { code: 'backend-away' } });
    await vi.advanceTimersByTimeAsync(500);
    await until(() => stateOf(A) === 'accepted-by-backend');
  });

  /** Sent, and the answer got lost: it may have arrived. */
  async function lost(send: Send): Promise<void> {
    make(send);
    outbox.linkChanged();
    await outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await until(() => items[0]?.attempts === 1 && items[0].problem?.code === 'backend-away');
    linked = false;
    outbox.linkChanged();
  }

  it('is not asked about when it had arrived before the answer got lost', async () => {
    const answers = [away, accepted];
    await lost(async () => answers.shift() ?? accepted);
    known = true;
    findings = [finding('fails')];
    back();
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(findings).toHaveLength(1);
  });

  it('is over when it was withdrawn and the backend does not know it', async () => {
    const send = vi.fn(async () => away);
    await lost(send);
    findings = [finding('fails')];
    back();
    await until(() => items[0]?.question !== undefined);
    await outbox.answer(A, 'withdraw', 'duty-officer');
    await until(() => stateOf(A) === 'refused' && items[0]?.problem?.code === 'withdrawn');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('tells the officer that it had arrived although it was withdrawn', async () => {
    const answers = [away, accepted];
    await lost(async () => answers.shift() ?? accepted);
    findings = [finding('fails')];
    back();
    await until(() => items[0]?.question !== undefined);
    known = true;
    await outbox.answer(A, 'withdraw', 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend');
    expect(outbox.notices).toMatchObject([{ code: 'order-arrived' }]);
  });
});

describe('a refusal', () => {
  it('stays before the officer until it is noted, also after a restart', async () => {
    make(async () => refused('key-revoked'));
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === 'refused');
    const notice = { code: 'order-refused', details: { title: '汛情巡查', problem: 'key-revoked' } };
    expect(outbox.notices).toMatchObject([notice]);
    await outbox.close();
    make(async () => accepted);
    await outbox.open();
    expect(outbox.notices).toMatchObject([notice]);
    expect(await outbox.dismiss('order-refused:unknown')).toEqual(ok(false));
    expect(await outbox.dismiss(outbox.notices[0]?.id ?? '')).toEqual(ok(true));
    expect(outbox.notices).toEqual([]);
    expect((await historyOf(A)).at(-1)).toMatchObject({ what: 'refused', details: { code: 'key-revoked' } });
  });
});

describe('the history of an order', () => {
  it('tells a reason to wait once, however often it is tried', async () => {
    make(async () => away);
    await outbox.add(draft(A), 'duty-officer');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await until(() => items[0]?.attempts === attempt && items[0].problem !== undefined);
      await vi.advanceTimersByTimeAsync(15_000);
    }
    const history = await historyOf(A);
    expect(history.map(({ what }) => what)).toEqual(['queued', 'sent', 'waiting']);
    expect(history[0]).toMatchObject({ by: 'duty-officer', at: NOW, details: { signed: false } });
  });

  it('cannot be changed or shortened', async () => {
    make(async () => accepted);
    await outbox.add(draft(A), 'duty-officer');
    await until(() => stateOf(A) === 'accepted-by-backend');
    const file = await openDatabase(join(folder, 'durable.db'), { synchronous: 'FULL', migrations: durableMigrations });
    if (!file.ok) throw new Error(file.error.code);
    await expect(file.value.run("UPDATE order_history SET what = 'accepted'")).rejects.toThrow('only added to');
    await expect(file.value.run('DELETE FROM order_history')).rejects.toThrow('stays as long as the order');
    await file.value.close();
  });
});

describe('a week without the backend', () => {
  it('sends nothing twice and nothing that is over, whatever the clock does', async () => {
    const sent: string[] = [];
    linked = false;
    make(async (order) => (sent.push(order.id), accepted));
    await outbox.open();
    const week = 7 * 24 * 60 * MINUTE;
    const long = frozenOf(B, { expiresAt: new Date(NOW + 2 * week).toISOString() });
    await outbox.add(draft(A), 'duty-officer');
    await outbox.add({ frozen: long, hash: frozenHash(long), title: '汛情巡查' }, 'duty-officer');
    for (let hour = 0; hour <= 7 * 24; hour += 1) {
      // Once it is stepped a day back, and once half a day ahead: the backend's time goes on all the same in the end.
      const step = hour === 30 ? -24 : hour === 60 ? 12 : 0;
      now = NOW + (hour + step) * 60 * MINUTE;
      outbox.tick();
      await vi.advanceTimersByTimeAsync(60 * MINUTE);
    }
    await until(() => stateOf(A) === 'expired' && stateOf(B) === 'held');
    expect(sent).toEqual([]);
    linked = true;
    outbox.linkChanged();
    await until(() => stateOf(B) === 'accepted-by-backend');
    outbox.kick();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(sent).toEqual([B]);
    expect((await historyOf(B)).map((event) => event.what)).toEqual(['queued', 'waiting', 'sent', 'accepted']);
  });
});
