import { describe, expect, it, vi } from 'vitest';
import { toWireTime } from '../../preload/contract/index.js';
import { Officer } from './officer.js';

const NOW = Date.UTC(2026, 10, 23, 12);

function setUp() {
  let now = NOW;
  let given = 0;
  const onChange = vi.fn();
  const call = vi.fn(async () => ({ ok: true as const, value: { status: 204, value: null, serverTimeMs: undefined } }));
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
    onChange,
  );
  return { officer, onChange, call, pass: (ms: number) => (now += ms) };
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
});
