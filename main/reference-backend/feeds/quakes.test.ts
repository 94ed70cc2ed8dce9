import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readQuakes, replayed } from './quakes.js';

const quakes = readQuakes(readFileSync('resources/data/earthquakes-2018.csv', 'utf8'));
const DAY = 86_400_000;

describe('earthquakes', () => {
  it('are the real week, in order', () => {
    expect(quakes).toHaveLength(1679);
    expect(quakes[0]).toMatchObject({ t: 0, place: '37km NNE of Amboy, Washington' });
    expect(Math.max(...quakes.map(({ magnitude }) => magnitude))).toBe(6.4);
    const times = quakes.map(({ t }) => t);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('names the line that does not fit', () => {
    expect(() => readQuakes('head\n2018-01-31T01:49:59.650Z,a,x,ml,b,1,2,3\n')).toThrow('line 2');
  });

  it('happen again every week, each once', () => {
    const now = Date.UTC(2026, 10, 25);
    const week = replayed(quakes, now, now + 7 * DAY);
    expect(week).toHaveLength(quakes.length);
    expect(new Set(week.map(({ quake }) => quake.id)).size).toBe(quakes.length);
    const parts = Array.from({ length: 7 }, (_, day) => replayed(quakes, now + day * DAY, now + (day + 1) * DAY)).flat();
    expect(parts).toEqual(week.sort((a, b) => a.at - b.at));
    expect(week.every(({ at }) => at > now && at <= now + 7 * DAY)).toBe(true);
  });
});
