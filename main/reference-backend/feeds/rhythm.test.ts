import { describe, expect, it } from 'vitest';
import { dice } from '../dice.js';
import type { Measured } from './rhythm.js';
import { reading } from './rhythm.js';

const rate: Measured = { id: 'on-time', unit: '%', direction: 'higher', target: 95, warn: 90 };
const minutes: Measured = { id: 'arrival', unit: 'min', direction: 'lower', target: 8, warn: 10 };
const pressure: Measured = { id: 'pressure', unit: 'MPa', direction: 'band', target: [0.28, 0.4], warn: [0.25, 0.45] };
const MINUTE = 60_000;
const days = (count: number): number[] => Array.from({ length: count * 1440 }, (_, index) => index * MINUTE);

const valuesOf = (indicator: Measured, key: string, times: readonly number[]) =>
  times.map((t) => reading(indicator, dice(key), t));

describe('reading', () => {
  it('depends on the dice and the time alone', () => {
    const times = days(1);
    expect(valuesOf(rate, '1|500103', times)).toEqual(valuesOf(rate, '1|500103', times));
    expect(valuesOf(rate, '1|500103', times)).not.toEqual(valuesOf(rate, '2|500103', times));
  });

  it.each([rate, minutes, pressure])('has a rhythm: the afternoon is higher than the night ($id)', (indicator) => {
    const at = (hour: number): number[] =>
      Array.from({ length: 40 }, (_, day) => (day * 24 + hour - 8) * 60 * MINUTE).flatMap(
        (t) => reading(indicator, dice('1|a'), t)?.value ?? [],
      );
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(at(15))).toBeGreaterThan(mean(at(3)));
  });

  it('is usually a little better than its target', () => {
    const good = (indicator: Measured, better: (value: number) => boolean): number => {
      const values = Array.from({ length: 50 }, (_, tier) => reading(indicator, dice(`1|${tier}`), 12 * 60 * MINUTE)).flatMap(
        (found) => found?.value ?? [],
      );
      return values.filter(better).length / values.length;
    };
    expect(good(rate, (value) => value >= 95)).toBeGreaterThan(0.6);
    expect(good(minutes, (value) => value <= 8)).toBeGreaterThan(0.5);
    expect(good(pressure, (value) => value >= 0.28 && value <= 0.4)).toBeGreaterThan(0.9);
  });

  it('knows no share above 100 % and no count below 0', () => {
    const whole: Measured = { id: 'whole', unit: '%', direction: 'higher', target: 100, warn: 95 };
    const few: Measured = { id: 'few', unit: '起/日', direction: 'lower', target: 0, warn: 2 };
    const range = (indicator: Measured): [number, number] => {
      const values = valuesOf(indicator, '1|a', days(5)).flatMap((found) => found?.value ?? []);
      return [Math.min(...values), Math.max(...values)];
    };
    expect(range(whole)[1]).toBe(100);
    expect(range(few)[0]).toBe(0);
  });

  it('has the faults of real sources', () => {
    const readings = Array.from({ length: 8 }, (_, tier) => valuesOf(rate, `1|${tier}`, days(3))).flat();
    const silent = readings.filter((found) => found === undefined).length / readings.length;
    expect(silent).toBeGreaterThan(0.002);
    expect(silent).toBeLessThan(0.05);
    expect(readings.some((found) => found?.quality === 'uncertain')).toBe(true);
    let same = 0;
    let longest = 0;
    readings.forEach((found, index) => {
      same = found !== undefined && found.value === readings[index - 1]?.value ? same + 1 : 0;
      longest = Math.max(longest, same);
    });
    expect(longest).toBeGreaterThanOrEqual(119);
  });
});
