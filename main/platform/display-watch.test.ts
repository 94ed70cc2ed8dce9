import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { DisplaysSeen } from './display-watch.js';
import { DisplayWatch } from './display-watch.js';
import type { SystemDisplay } from './identify.js';
import type { RandrOutput } from './randr.js';

type Outputs = Result<readonly RandrOutput[]>;

const at = (x: number): RandrOutput['bounds'] => ({ x, y: 0, width: 640, height: 360 });
const display = (id: number, x: number): SystemDisplay => ({ id, label: '', bounds: at(x), scaleFactor: 1, primary: false });
const output = (connector: string, x: number): RandrOutput => ({ connector, bounds: at(x) });

const good: Outputs = ok([output('A', 0), output('B', 640)]);
const failed: Outputs = fail('xrandr-failed', { reason: 'no answer within 1500 ms' });
const missing: Outputs = fail('xrandr-missing');

/** A machine with two displays whose outputs can be replaced while a watch looks on. */
class Machine {
  displays = [display(1, 0), display(2, 640)];
  outputs: () => Promise<Outputs> = async () => good;
  asked = 0;
  readonly seen: DisplaysSeen[] = [];
  readonly watch = new DisplayWatch({
    displays: () => this.displays,
    outputs: () => {
      this.asked += 1;
      return this.outputs();
    },
  });

  /** The displays changed; the looks that it causes within `ms` are seen. */
  async change(ms = 0): Promise<void> {
    this.watch.changed((seen) => this.seen.push(seen));
    await vi.advanceTimersByTimeAsync(ms);
  }
}

const connectors = (seen: DisplaysSeen | undefined): (string | undefined)[] =>
  (seen?.displays ?? []).map(({ connector }) => connector);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The first look, with whatever pauses it takes. */
async function first(machine: Machine): Promise<DisplaysSeen> {
  const looking = machine.watch.first();
  await vi.advanceTimersByTimeAsync(10_000);
  return looking;
}

describe('the first look at the displays', () => {
  it('tries again when the outputs do not answer', async () => {
    const machine = new Machine();
    machine.outputs = async () => (machine.asked < 3 ? failed : good);
    const seen = await first(machine);
    expect(connectors(seen)).toEqual(['A', 'B']);
    expect(seen.fault).toBeUndefined();
  });

  it('gives up after a few tries, says why, and goes on asking until it is answered', async () => {
    const machine = new Machine();
    machine.outputs = async () => failed;
    const seen = await first(machine);
    expect(connectors(seen)).toEqual([undefined, undefined]);
    expect(seen.fault).toMatchObject({ path: 'displays', code: 'xrandr-failed' });
    expect(seen.fault?.message).toContain('1500 ms');
    expect(machine.asked).toBe(5);

    machine.watch.goOn(seen, (later) => machine.seen.push(later));
    machine.outputs = async () => good;
    await vi.advanceTimersByTimeAsync(500);
    expect(connectors(machine.seen.at(-1))).toEqual(['A', 'B']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(machine.seen).toHaveLength(1);
  });

  it('takes a machine without xrandr for what it is', async () => {
    const machine = new Machine();
    machine.outputs = async () => missing;
    const seen = await first(machine);
    expect(seen.fault?.code).toBe('xrandr-missing');
    machine.watch.goOn(seen, (later) => machine.seen.push(later));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(machine.asked).toBe(1);
  });
});

describe('a change of the displays', () => {
  it('keeps what was last known at a place while the outputs do not answer', async () => {
    const machine = new Machine();
    await first(machine);
    machine.outputs = async () => failed;
    machine.displays = [display(2, 640)];
    await machine.change();
    expect(connectors(machine.seen.at(-1))).toEqual(['B']);
    expect(machine.seen.at(-1)?.fault?.code).toBe('xrandr-failed');
  });

  it('gives no identity to a display where no known output fits', async () => {
    const machine = new Machine();
    await first(machine);
    machine.outputs = async () => failed;
    machine.displays = [display(1, 0), display(2, 1280)];
    await machine.change();
    expect(connectors(machine.seen.at(-1))).toEqual(['A', undefined]);
  });

  it('asks again, ever less often, and is right as soon as it is answered', async () => {
    const machine = new Machine();
    await first(machine);
    machine.outputs = async () => failed;
    machine.displays = [display(1, 0), display(2, 1280)];
    await machine.change(30_000);
    const asked = machine.asked;
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(12);
    machine.outputs = async () => ok([output('A', 0), output('B', 1280)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(connectors(machine.seen.at(-1))).toEqual(['A', 'B']);
    expect(machine.seen.at(-1)?.fault).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(machine.asked).toBe(asked + 1);
  });

  it('does not let a slow look undo a later one', async () => {
    const machine = new Machine();
    let answerSlowly: (outputs: Outputs) => void = () => undefined;
    machine.outputs = () => new Promise((resolve) => (answerSlowly = resolve));
    await machine.change();
    machine.outputs = async () => good;
    await machine.change();
    answerSlowly(ok([output('OLD', 0)]));
    await vi.advanceTimersByTimeAsync(0);
    expect(machine.seen.map(connectors)).toEqual([['A', 'B']]);
    machine.outputs = async () => failed;
    await machine.change();
    expect(connectors(machine.seen.at(-1))).toEqual(['A', 'B']);
  });
});
