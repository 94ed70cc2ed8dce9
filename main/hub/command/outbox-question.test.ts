import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import { FLOOD, frozenOf, idOf, MINUTE, NOW } from './orders.fixture.js';
import { accepted, away, draftOf, finding, OutboxRig, until } from './outbox.fixture.js';
import type { Send } from './work.js';

const A = idOf(1);
const B = idOf(2);

let rig: OutboxRig;
beforeEach(async () => {
  rig = await OutboxRig.open();
});
afterEach(() => rig.close());

describe('Outbox, with a precondition', () => {
  const conditional = (id: string, shown?: Finding) => draftOf(frozenOf(id, { precondition: FLOOD }), shown);
  const what = async (id: string): Promise<string[]> => (await rig.historyOf(id)).map((event) => event.what);
  const back = (): void => {
    rig.linked = true;
    rig.outbox.linkChanged();
  };
  /** An order that is held because the backend is away. */
  async function held(send: Send = async () => accepted): Promise<void> {
    rig.linked = false;
    rig.make(send);
    await rig.outbox.open();
    await rig.outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await until(() => rig.items[0]?.problem?.code === 'backend-away');
  }

  it('sends at once what was shown to hold, or issued although it did not', async () => {
    const send = vi.fn(async () => accepted);
    rig.make(send);
    rig.findings = [finding('fails'), finding('fails')];
    await rig.outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await rig.outbox.add(conditional(B, finding('fails')), 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend' && rig.stateOf(B) === 'accepted-by-backend');
    expect(rig.findings).toHaveLength(2);
  });

  it('looks again when the backend is back, and sends what still holds', async () => {
    await held();
    back();
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(await what(A)).toEqual(['queued', 'waiting', 'checked', 'sent', 'accepted']);
  });

  it.each(['fails', 'stale', 'missing'] as const)('asks the officer when it %s, also after a restart', async (verdict) => {
    const send = vi.fn(async () => accepted);
    await held(send);
    rig.findings = [finding(verdict)];
    back();
    await until(() => rig.items[0]?.question?.verdict === verdict);
    expect(rig.items[0]).toMatchObject({
      state: 'held',
      attempts: 0,
      question: { code: 'precondition', found: { value: 176.4 } },
    });
    await rig.outbox.close();
    rig.make(send);
    await rig.outbox.open();
    back();
    expect(rig.items[0]?.question?.verdict).toBe(verdict);
    expect(send).not.toHaveBeenCalled();
    expect(await rig.outbox.answer(A, 'send', 'duty-officer')).toEqual(ok(null));
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(send).toHaveBeenCalledTimes(1);
    expect(await what(A)).toEqual(['queued', 'waiting', 'asked', 'answered', 'sent', 'accepted']);
  });

  it('is withdrawn by its officer, unsent and for good', async () => {
    const send = vi.fn(async () => accepted);
    await held(send);
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.items[0]?.question !== undefined);
    expect(await rig.outbox.answer(A, 'withdraw', 'duty-officer')).toEqual(ok(null));
    expect(rig.items[0]).toMatchObject({ state: 'refused', problem: { code: 'withdrawn' }, attempts: 0 });
    expect(await rig.outbox.answer(A, 'send', 'duty-officer')).toMatchObject({ error: { code: 'not-asked' } });
    expect(await rig.outbox.answer(A, 'withdraw', 'duty-officer')).toEqual(ok(null));
    rig.outbox.kick();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(send).not.toHaveBeenCalled();
    expect(rig.outbox.notices).toEqual([]);
  });

  it('is not asked about twice by two answers at once', async () => {
    await held(async () => new Promise(() => undefined));
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.items[0]?.question !== undefined);
    const [first, second] = await Promise.all([rig.outbox.answer(A, 'withdraw', 'one'), rig.outbox.answer(A, 'send', 'two')]);
    expect(first).toEqual(ok(null));
    expect(second).toMatchObject({ error: { code: 'not-asked' } });
    expect(rig.stateOf(A)).toBe('refused');
  });

  it('expires while it is asked about', async () => {
    await held();
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.items[0]?.question !== undefined);
    rig.now = NOW + MINUTE;
    rig.outbox.tick();
    await until(() => rig.stateOf(A) === 'expired');
    expect(await rig.outbox.answer(A, 'send', 'duty-officer')).toMatchObject({ error: { code: 'expired' } });
  });

  it('waits on while the backend cannot say', async () => {
    await held();
    rig.findings = [finding('unreached')];
    back();
    await until(() => rig.findings.length === 0);
    expect(rig.items[0]).toMatchObject({ state: 'held', problem: { code: 'backend-away' } });
    await vi.advanceTimersByTimeAsync(500);
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
  });

  /** Sent, and the answer got lost: it may have arrived. */
  async function lost(send: Send): Promise<void> {
    rig.make(send);
    rig.outbox.linkChanged();
    await rig.outbox.add(conditional(A, finding('holds', 181)), 'duty-officer');
    await until(() => rig.items[0]?.attempts === 1 && rig.items[0].problem?.code === 'backend-away');
    rig.linked = false;
    rig.outbox.linkChanged();
  }

  it('is not asked about when it had arrived before the answer got lost', async () => {
    const answers = [away, accepted];
    await lost(async () => answers.shift() ?? accepted);
    rig.known = true;
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(rig.findings).toHaveLength(1);
  });

  it('is over when it was withdrawn and the backend does not know it', async () => {
    const send = vi.fn(async () => away);
    await lost(send);
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.items[0]?.question !== undefined);
    await rig.outbox.answer(A, 'withdraw', 'duty-officer');
    await until(() => rig.stateOf(A) === 'refused' && rig.items[0]?.problem?.code === 'withdrawn');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('tells the officer that it had arrived although it was withdrawn', async () => {
    const answers = [away, accepted];
    await lost(async () => answers.shift() ?? accepted);
    rig.findings = [finding('fails')];
    back();
    await until(() => rig.items[0]?.question !== undefined);
    rig.known = true;
    await rig.outbox.answer(A, 'withdraw', 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    expect(rig.outbox.notices).toMatchObject([{ code: 'order-arrived' }]);
  });
});
