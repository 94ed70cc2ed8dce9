import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frozen, OutboxItem } from '../../../preload/contract/index.js';
import type { Store } from '../store/index.js';
import { openStore } from '../store/index.js';
import type { Send, SendAnswer } from './outbox.js';
import { Outbox } from './outbox.js';
import { frozenHash } from './prepare.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const accepted: SendAnswer = { ok: true, value: { id: '', hash: '', state: 'issued', sequence: '1' } };
const away: SendAnswer = { ok: false, error: { code: 'backend-away', definite: false } };
const refused = (code: string): SendAnswer => ({ ok: false, error: { code, definite: true } });

const frozen = (id: string): Frozen => ({
  v: 1,
  id,
  template: { id: 'flood-patrol', version: 1, hash: 'a'.repeat(64) },
  mode: 'live',
  level: 'important',
  approvals: 0,
  issuer: { account: 'duty-officer', tier: '500000' },
  parameters: { district: '500108' },
  text: '汛情巡查',
  targets: [{ tier: '500108', role: 'lead', via: null }],
  limits: { deliverMs: 1, acceptMs: 2, reportMs: 3, finishMs: 4 },
  frozenAt: new Date(NOW).toISOString(),
  expiresAt: new Date(NOW + 60_000).toISOString(),
});
const draft = (id: string): { frozen: Frozen; hash: string; title: string } => ({
  frozen: frozen(id),
  hash: frozenHash(frozen(id)),
  title: '汛情巡查',
});
const A = '01930000-0000-7000-8000-000000000001';
const B = '01930000-0000-7000-8000-000000000002';

let folder: string;
let store: Store;
let now: number;
let items: readonly OutboxItem[];
let outbox: Outbox;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'yilan-outbox-'));
  store = await open();
  now = NOW;
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
    now: () => now,
    onChange: (list) => void (items = list),
    onAccepted: () => undefined,
  });
  return outbox;
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
    await store.orders.update({ id: B, state: 'sending', attempts: 1, problem: undefined });
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
    expect(outbox.find(A, hash, 'duty-officer')).toMatchObject({ id: A, title: '汛情巡查' });
    expect(outbox.find(A, 'f'.repeat(64), 'duty-officer')).toBeUndefined();
    expect(outbox.find(A, hash, 'another')).toBeUndefined();
    expect(outbox.find(B, hash, 'duty-officer')).toBeUndefined();
  });
});
