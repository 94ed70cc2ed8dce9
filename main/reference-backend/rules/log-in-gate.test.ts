import { describe, expect, it } from 'vitest';
import { LogInGate, networkOf } from './log-in-gate.js';

const HOME = '10.0.0.1';
const wrong = async (): Promise<undefined> => undefined;
const right = async (): Promise<string> => 'officer';

describe('LogInGate', () => {
  const world = () => {
    const gate = new LogInGate();
    const attempt = <T>(name: string, address: string, prove: () => Promise<T | undefined>) =>
      gate.attempt({ name, address }, () => 0, prove);
    /** Ten wrong ones from each of so many networks. */
    const besiege = async (name: string, networks: number) => {
      for (let network = 0; network < networks; network += 1) {
        for (let time = 0; time < 10; time += 1) await attempt(name, `192.0.2.${network}`, wrong);
      }
    };
    return { attempt, besiege };
  };

  it('refuses a name after ten failures, but only to the network that they came from', async () => {
    const { attempt, besiege } = world();
    await besiege('officer', 1);
    expect(await attempt('officer', '192.0.2.0', right)).toEqual({ ok: false, error: 300 });
    expect(await attempt('officer', HOME, right)).toEqual({ ok: true, value: 'officer' });
    expect(await attempt('leader', '192.0.2.0', right)).toEqual({ ok: true, value: 'officer' });
  });

  it('refuses a name after a hundred failures from everywhere, save where it logged in before', async () => {
    const { attempt, besiege } = world();
    await attempt('officer', HOME, right);
    await besiege('officer', 10);
    expect(await attempt('officer', '10.0.0.2', right)).toEqual({ ok: false, error: 300 });
    expect(await attempt('officer', HOME, right)).toEqual({ ok: true, value: 'officer' });
    for (let time = 0; time < 10; time += 1) await attempt('officer', HOME, wrong);
    expect(await attempt('officer', HOME, right)).toEqual({ ok: false, error: 300 });
  });

  it('derives two at once whatever the names, keeps some waiting, and leaves room for other networks', async () => {
    const { attempt } = world();
    const ends: (() => void)[] = [];
    let most = 0;
    let busy = 0;
    const slow = async (): Promise<undefined> => {
      most = Math.max(most, (busy += 1));
      await new Promise<void>((resolve) => ends.push(resolve));
      busy -= 1;
      return undefined;
    };
    const endOne = async (): Promise<void> => {
      while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
      ends.shift()?.();
    };
    const flood = Array.from({ length: 38 }, (_, index) => attempt(`invented-${index}`, '192.0.2.1', slow));
    const refused = await Promise.all(flood.slice(32));
    expect(refused).toEqual(Array(6).fill({ ok: false, error: 5 }));
    const other = attempt('officer', HOME, right);
    // The two that had begun, and at most one more of the crowd.
    for (let time = 0; time < 3; time += 1) await endOne();
    expect(await other).toEqual({ ok: true, value: 'officer' });
    for (let time = 3; time < 32; time += 1) await endOne();
    expect(await Promise.all(flood.slice(0, 32))).toEqual(Array(32).fill({ ok: true, value: undefined }));
    expect(most).toBe(2);
  });

  it('gives back what an attempt held that broke', async () => {
    const { attempt } = world();
    const broken = async (): Promise<undefined> => {
      throw new Error('no database');
    };
    for (let time = 0; time < 200; time += 1) await expect(attempt('officer', HOME, broken)).rejects.toThrow('no database');
    expect(await attempt('officer', HOME, right)).toEqual({ ok: true, value: 'officer' });
  });
});

describe('networkOf', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
