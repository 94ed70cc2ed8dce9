import { describe, expect, it, vi } from 'vitest';
import type { Result } from '../../preload/contract/index.js';
import { toWireTime } from '../../preload/contract/index.js';
import type { HttpAnswer, HttpFailure } from './link/index.js';
import { Officer } from './officer.js';

const NOW = Date.UTC(2026, 10, 23, 12);

type Outcome = Result<HttpAnswer<unknown>, HttpFailure>;

function setUp() {
  let now = NOW;
  let given = 0;
  const onChange = vi.fn();
  const onRenewed = vi.fn();
  const onEnded = vi.fn();
  const call = vi.fn(async (_call: { path: string; token: string }): Promise<Outcome> => ({
    ok: true,
    value: { status: 204, value: null, serverTimeMs: undefined },
  }));
  const officer = new Officer(
    {
      serverNow: () => now,
      logIn: async () => ({
        ok: true,
        value: {
          status: 200,
          value: {
            token: `session-token-${(given += 1)}`,
            expiresAt: toWireTime(NOW + 60_000),
            roles: ['officer'],
            tier: '500000',
          },
          serverTimeMs: undefined,
        },
      }),
      call: call as never,
    },
    { onChange, onRenewed, onEnded },
  );
  return { officer, onChange, onRenewed, onEnded, call, pass: (ms: number) => (now += ms) };
}

describe('Officer', () => {
  it('gives the token of the account that is logged in, to nobody else', async () => {
    const { officer } = setUp();
    expect(officer.tokenOf('first')).toBeUndefined();
    await officer.logIn('first', 'secret');
    expect(officer.tokenOf('first')).toBe('session-token-1');
    expect(officer.tokenOf('second')).toBeUndefined();
  });

  it('is not moved by a late refusal of a session that was replaced', async () => {
    const { officer, onChange } = setUp();
    await officer.logIn('first', 'secret');
    await officer.logIn('second', 'secret');
    onChange.mockClear();
    officer.forget('session-token-1');
    officer.forget('hall-token');
    expect(officer.tokenOf('second')).toBe('session-token-2');
    expect(onChange).not.toHaveBeenCalled();
    officer.forget('session-token-2');
    expect(officer.session).toBeUndefined();
    expect(onChange).toHaveBeenCalledOnce();
  });

  it('is gone when its session runs out, and says so once', async () => {
    const { officer, onChange, pass } = setUp();
    await officer.logIn('first', 'secret');
    onChange.mockClear();
    officer.tick();
    expect(onChange).not.toHaveBeenCalled();
    pass(60_000);
    expect(officer.shown).toBeNull();
    expect(officer.tokenOf('first')).toBeUndefined();
    officer.tick();
    officer.tick();
    expect(onChange).toHaveBeenCalledOnce();
  });

  it('logs out here at once and tells the backend', async () => {
    const { officer, call } = setUp();
    await officer.logIn('first', 'secret');
    const done = officer.logOut();
    expect(officer.session).toBeUndefined();
    await done;
    expect(call).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ method: 'DELETE', token: 'session-token-1' }));
    await officer.logOut();
    expect(call).toHaveBeenCalledOnce();
  });

  const renewed = (token: string, lifeMs: number): Outcome => ({
    ok: true,
    value: {
      status: 201,
      value: { token, expiresAt: toWireTime(NOW + lifeMs), roles: ['officer'], tier: '500000' },
      serverTimeMs: undefined,
    },
  });
  const refused = (code: string, definite: boolean): Outcome => ({
    ok: false,
    error: { code, definite },
  });

  it('renews the session in time, once, and goes on with the new token', async () => {
    const { officer, call, pass, onRenewed, onChange, onEnded } = setUp();
    await officer.logIn('first', 'secret');
    pass(33_000);
    officer.tick();
    expect(call).not.toHaveBeenCalled();
    call.mockResolvedValueOnce(renewed('session-token-next', 120_000));
    pass(14_000);
    officer.tick();
    officer.tick();
    await vi.waitFor(() => expect(onRenewed).toHaveBeenCalledExactlyOnceWith('session-token-next'));
    expect(call).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ method: 'POST', path: '/v1/sessions/refresh', token: 'session-token-1' }),
    );
    expect(onRenewed.mock.invocationCallOrder[0]).toBeLessThan(onChange.mock.invocationCallOrder.at(-1) ?? 0);
    expect(officer.tokenOf('first')).toBe('session-token-next');
    // A late refusal of the old token is none of the session's.
    officer.forget('session-token-1');
    pass(20_000);
    officer.tick();
    expect(officer.tokenOf('first')).toBe('session-token-next');
    expect(onEnded).not.toHaveBeenCalled();
  });

  it('is logged out with the reason when the backend does not renew it', async () => {
    const { officer, call, pass, onEnded } = setUp();
    await officer.logIn('first', 'secret');
    call.mockResolvedValueOnce(refused('token-expired', true));
    pass(47_000);
    officer.tick();
    await vi.waitFor(() => expect(onEnded).toHaveBeenCalledExactlyOnceWith('first', 'token-expired'));
    expect(officer.session).toBeUndefined();
  });

  it('tries again a while later when the backend was away, and not when it never will', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { officer, call, pass } = setUp();
    const after = async (ms: number): Promise<number> => {
      pass(ms);
      officer.tick();
      await new Promise((resolve) => setImmediate(resolve));
      return call.mock.calls.length;
    };
    await officer.logIn('first', 'secret');
    call.mockResolvedValueOnce(refused('backend-away', false));
    // Two thirds of a minute, then 15.75 s more, then never again.
    expect([await after(39_999), await after(1), await after(15_749)]).toEqual([0, 1, 1]);
    call.mockResolvedValueOnce(refused('not-refreshable', true));
    expect([await after(1), await after(4000)]).toEqual([2, 2]);
    expect(officer.tokenOf('first')).toBe('session-token-1');
    vi.restoreAllMocks();
  });

  it('keeps the next session when the renewal of the one before comes late', async () => {
    const { officer, call, pass, onRenewed } = setUp();
    await officer.logIn('first', 'secret');
    let answer: (outcome: Outcome) => void = () => undefined;
    call.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    pass(47_000);
    officer.tick();
    await officer.logIn('second', 'secret');
    answer(renewed('session-token-late', 60_000));
    await Promise.resolve();
    await Promise.resolve();
    expect(onRenewed).not.toHaveBeenCalled();
    expect(officer.tokenOf('second')).toBe('session-token-2');
  });
});
