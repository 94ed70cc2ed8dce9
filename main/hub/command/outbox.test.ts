import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../../preload/contract/index.js';
import { frozenOf, idOf, MINUTE, NOW } from './orders.fixture.js';
import { accepted, away, draft, draftOf, openIn, OutboxRig, refused, until } from './outbox.fixture.js';

const A = idOf(1);
const B = idOf(2);

let rig: OutboxRig;
beforeEach(async () => {
  rig = await OutboxRig.open();
});
afterEach(() => rig.close());

describe('Outbox', () => {
  it('has an order on the disk before anything is sent', async () => {
    let stored: number | undefined;
    rig.make(async () => {
      const other = await openIn(rig.folder);
      stored = (await other.orders.all()).length;
      await other.close();
      return accepted;
    });
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(stored).toBe(1);
  });

  it('offers an unanswered order again with the same id until the answer comes, then never more', async () => {
    const answers = [away, away, accepted];
    const ids: string[] = [];
    rig.make(async (order) => (ids.push(order.id), answers[ids.length - 1] ?? accepted));
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => ids.length === 1 && rig.items[0]?.problem?.code === 'backend-away');
    await vi.advanceTimersByTimeAsync(500);
    await until(() => ids.length === 2 && rig.items[0]?.attempts === 2);
    await vi.advanceTimersByTimeAsync(1000);
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    rig.outbox.kick();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ids).toEqual([A, A, A]);
  });

  it('takes up after a restart what was not answered', async () => {
    rig.make(async () => away);
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.items[0]?.problem?.code === 'backend-away');
    await rig.outbox.close();
    const sent: string[] = [];
    rig.make(async (order) => (sent.push(order.hash), accepted));
    await rig.outbox.open();
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(sent).toEqual([draft(A).hash]);
  });

  it.each([
    ['a refusal is final', refused('targets-mismatch'), 'refused', 'targets-mismatch'],
    ['so is an expiry that the backend found', refused('expired'), 'expired', 'expired'],
    ['a token that ran out is not', refused('token-expired'), 'sending', 'login-needed'],
  ])('%s', async (_name, answer, state, problem) => {
    rig.make(async () => answer);
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === state && rig.items[0]?.problem?.code === problem);
  });

  it('waits for its author, and expires unsent', async () => {
    const send = vi.fn(async () => accepted);
    rig.make(send, () => undefined);
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.items[0]?.problem?.code === 'login-needed');
    rig.now = NOW + 60_000;
    rig.outbox.tick();
    await until(() => rig.stateOf(A) === 'expired');
    expect(send).not.toHaveBeenCalled();
  });

  it('asks the backend about an order that was sent once, even after its expiry', async () => {
    const answers = [away, accepted];
    rig.make(async () => answers.shift() ?? accepted);
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.items[0]?.attempts === 1 && rig.items[0].problem !== undefined);
    rig.now = NOW + 3_600_000;
    rig.outbox.kick();
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
  });

  it('offers what the store marked to be offered again, and only that', async () => {
    const sent: string[] = [];
    rig.make(async (order) => (sent.push(order.id), accepted));
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    await rig.outbox.add(draft(B), 'duty-officer');
    await until(() => rig.stateOf(B) === 'accepted-by-backend');
    await rig.store.orders.update({ id: B, state: 'sending', attempts: 1, problem: undefined, question: undefined });
    await rig.outbox.reload();
    await until(() => sent.length === 3 && rig.stateOf(B) === 'accepted-by-backend');
    expect(sent).toEqual([A, B, B]);
  });

  it('sends with the session that was there when it began, whoever logs in meanwhile', async () => {
    let session = 'first';
    const used: string[] = [];
    rig.make(
      async () => accepted,
      () => {
        const token = session;
        // Sending begins only after the attempt is written down; by then another person may sit here.
        session = 'second';
        return async () => (used.push(token), accepted);
      },
    );
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(used).toEqual(['first']);
  });

  it('finds what is stored, for its author only', async () => {
    rig.make(async () => away);
    await rig.outbox.add(draft(A), 'duty-officer');
    const { hash } = draft(A);
    expect(await rig.outbox.find(A, hash, 'duty-officer')).toMatchObject({ ok: true, value: { id: A, title: '汛情巡查' } });
    expect(await rig.outbox.find(A, 'f'.repeat(64), 'duty-officer')).toEqual(ok(undefined));
    expect(await rig.outbox.find(A, hash, 'another')).toEqual(ok(undefined));
    expect(await rig.outbox.find(B, hash, 'duty-officer')).toEqual(ok(undefined));
  });
});

describe('an order that ran out', () => {
  it('is told until it is noted, and not ended by a clock that may be wrong', async () => {
    rig.linked = false;
    rig.clockKnown = false;
    rig.make(async () => away);
    await rig.outbox.add(draft(A), 'duty-officer');
    await rig.outbox.close();
    rig.now += 100 * MINUTE;
    rig.make(async () => away);
    await rig.outbox.open();
    // Whatever was to be done at the start is done then.
    await rig.outbox.close();
    expect(rig.stateOf(A)).toBe('held');
    rig.clockKnown = true;
    rig.make(async () => away);
    await rig.outbox.open();
    await until(() => rig.stateOf(A) === 'expired');
    expect(rig.outbox.notices).toMatchObject([{ code: 'order-expired', details: { title: '汛情巡查' } }]);
    await rig.store.orders.update({
      id: A,
      state: 'expired',
      attempts: 1,
      problem: { code: 'lost-by-backend' },
      question: undefined,
    });
    await rig.outbox.reload();
    expect(rig.outbox.notices).toMatchObject([{ code: 'order-lost' }]);
  });
});

describe('a refusal', () => {
  it('stays before the officer until it is noted, also after a restart', async () => {
    rig.make(async () => refused('key-revoked'));
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === 'refused');
    const notice = { code: 'order-refused', details: { title: '汛情巡查', problem: 'key-revoked' } };
    expect(rig.outbox.notices).toMatchObject([notice]);
    await rig.outbox.close();
    rig.make(async () => accepted);
    await rig.outbox.open();
    expect(rig.outbox.notices).toMatchObject([notice]);
    expect(await rig.outbox.dismiss('order-refused:unknown')).toEqual(ok(false));
    expect(await rig.outbox.dismiss(rig.outbox.notices[0]?.id ?? '')).toEqual(ok(true));
    expect(rig.outbox.notices).toEqual([]);
    expect((await rig.historyOf(A)).at(-1)).toMatchObject({ what: 'refused', details: { code: 'key-revoked' } });
  });
});

describe('the history of an order', () => {
  it('tells a reason to wait once, however often it is tried', async () => {
    rig.make(async () => away);
    await rig.outbox.add(draft(A), 'duty-officer');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await until(() => rig.items[0]?.attempts === attempt && rig.items[0].problem !== undefined);
      await vi.advanceTimersByTimeAsync(15_000);
    }
    const history = await rig.historyOf(A);
    expect(history.map(({ what }) => what)).toEqual(['queued', 'sent', 'waiting']);
    expect(history[0]).toMatchObject({ by: 'duty-officer', at: NOW, details: { signed: false } });
  });
});

describe('a week without the backend', () => {
  it('sends nothing twice and nothing that is over, whatever the clock does', async () => {
    const sent: string[] = [];
    rig.linked = false;
    rig.make(async (order) => (sent.push(order.id), accepted));
    await rig.outbox.open();
    const week = 7 * 24 * 60 * MINUTE;
    const long = frozenOf(B, { expiresAt: new Date(NOW + 2 * week).toISOString() });
    await rig.outbox.add(draft(A), 'duty-officer');
    await rig.outbox.add(draftOf(long), 'duty-officer');
    for (let hour = 0; hour <= 7 * 24; hour += 1) {
      // Once it is stepped a day back, and once half a day ahead: the backend's time goes on all the same in the end.
      const step = hour === 30 ? -24 : hour === 60 ? 12 : 0;
      rig.now = NOW + (hour + step) * 60 * MINUTE;
      rig.outbox.tick();
      await vi.advanceTimersByTimeAsync(60 * MINUTE);
    }
    await until(() => rig.stateOf(A) === 'expired' && rig.stateOf(B) === 'held');
    expect(sent).toEqual([]);
    rig.linked = true;
    rig.outbox.linkChanged();
    await until(() => rig.stateOf(B) === 'accepted-by-backend');
    rig.outbox.kick();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(sent).toEqual([B]);
    expect((await rig.historyOf(B)).map((event) => event.what)).toEqual(['queued', 'waiting', 'sent', 'accepted']);
  });
});
