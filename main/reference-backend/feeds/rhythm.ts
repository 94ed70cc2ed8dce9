import type { Dice } from '../dice.js';

/** What the demo needs to know of an indicator; a band has pairs [low, high]. */
export type Measured = {
  readonly id: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'band';
  readonly target: number | readonly [number, number];
  readonly warn: number | readonly [number, number];
};

/** What a source hands in at a moment; undefined while it is silent. */
export type Reading = { readonly value: number; readonly quality: 'good' | 'uncertain' } | undefined;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** China is UTC+8 all year. */
const CHINA_OFFSET_MS = 8 * HOUR_MS;
/** Whether a source is at fault is drawn anew for each window. */
const FAULT_WINDOW_MS = 2 * HOUR_MS;
/** Shares of the windows in which a source is silent, repeats its last value, drifts away, or has outliers. */
const FAULTS = [
  ['silent', 0.015],
  ['stuck', 0.01],
  ['drift', 0.01],
  ['outliers', 0.01],
] as const;
type Fault = (typeof FAULTS)[number][0];

/**
 * An indicator's value at a place as the demo tells it: a daily rhythm with its peak in working hours, slow noise, and
 * the faults of real sources. A function of the dice (one per indicator and tier) and the time alone.
 * @param t UTC ms
 */
export function reading(indicator: Measured, draw: Dice, t: number): Reading {
  const window = Math.floor(t / FAULT_WINDOW_MS);
  const fault = faultIn(draw, window);
  const begin = window * FAULT_WINDOW_MS;
  switch (fault) {
    case 'silent':
      return undefined;
    case 'stuck':
      return { value: rounded(indicator, sound(indicator, draw, begin)), quality: 'good' };
    case 'drift': {
      const away = (swing(indicator) * 1.5 * (t - begin)) / FAULT_WINDOW_MS;
      return { value: rounded(indicator, sound(indicator, draw, t) + away), quality: 'good' };
    }
    case 'outliers': {
      const out = draw(`outlier ${t}`) < 0.2;
      const value = sound(indicator, draw, t) + (out ? swing(indicator) * 4 : 0);
      return { value: rounded(indicator, value), quality: out ? 'uncertain' : 'good' };
    }
    case undefined:
      return { value: rounded(indicator, sound(indicator, draw, t)), quality: 'good' };
  }
}

function faultIn(draw: Dice, window: number): Fault | undefined {
  let chance = draw(`fault ${window}`);
  for (const [fault, share] of FAULTS) {
    if (chance < share) return fault;
    chance -= share;
  }
  return undefined;
}

/** The value of a source that works. */
function sound(indicator: Measured, draw: Dice, t: number): number {
  const hour = ((t + CHINA_OFFSET_MS) % DAY_MS) / HOUR_MS;
  // Lowest before dawn, highest in the afternoon.
  const rhythm = -Math.cos(((hour - 3) / 24) * 2 * Math.PI);
  const place = 2 * draw('place') - 1;
  return usual(indicator) + swing(indicator) * (0.45 * rhythm + 0.35 * slowNoise(draw, t) + 0.3 * place);
}

/** Noise in [-1, 1] that goes smoothly from one hour's draw to the next's. */
function slowNoise(draw: Dice, t: number): number {
  const hour = Math.floor(t / HOUR_MS);
  const share = (t % HOUR_MS) / HOUR_MS;
  const smooth = share * share * (3 - 2 * share);
  const [before, after] = [2 * draw(`noise ${hour}`) - 1, 2 * draw(`noise ${hour + 1}`) - 1];
  return before + (after - before) * smooth;
}

const middle = (value: number | readonly [number, number]): number =>
  typeof value === 'number' ? value : (value[0] + value[1]) / 2;

/** How far the value goes from its usual one: most of the way to the warning. */
function swing({ target, warn }: Measured): number {
  const way = typeof target === 'number' ? middle(warn) - target : (target[1] - target[0]) / 2;
  return Math.abs(way) || Math.abs(middle(target)) * 0.05 || 1;
}

/** A little better than the target, where better has a direction. */
function usual(indicator: Measured): number {
  const away = 0.3 * swing(indicator);
  const target = middle(indicator.target);
  return indicator.direction === 'higher' ? target + away : indicator.direction === 'lower' ? target - away : target;
}

/** Three significant digits of the swing: what a source of this kind would show. A share stays between 0 and 100 %. */
function rounded(indicator: Measured, value: number): number {
  const step = 10 ** (Math.floor(Math.log10(swing(indicator))) - 2);
  const shown = Number((Math.round(value / step) * step).toFixed(Math.max(0, -Math.floor(Math.log10(step)))));
  return Math.max(0, indicator.unit === '%' ? Math.min(100, shown) : shown);
}
