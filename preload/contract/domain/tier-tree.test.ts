import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { subtree, tiersAt } from './tier.js';
import type { DivisionChange } from './tier-tree.js';
import { applyDivisionChange, parseTierList } from './tier-tree.js';

const data = join(import.meta.dirname, '../../../resources/data');
const csv = readFileSync(join(data, 'tiers-2023.csv'), 'utf8');
const change = JSON.parse(readFileSync(join(data, 'division-change-2025-11-06.json'), 'utf8')) as DivisionChange & {
  expected: Record<string, { streets: number; towns: number }>;
};
const base = parseTierList(csv);
const all = applyDivisionChange(base, change);
const now = tiersAt(all, '2026-01-01');

describe('parseTierList', () => {
  it('reads the real list', () => {
    expect(base).toHaveLength(1070);
    expect(base[0]).toEqual({
      code: '500000',
      parent: null,
      level: 'city',
      name: '重庆市',
      centroid: [106.5516, 29.563],
      quality: 'official',
      validFrom: '2023-06-30',
    });
    expect(base.filter(({ quality }) => quality === 'synthetic')).toHaveLength(243);
    expect(base.filter(({ quality }) => quality === 'geonames')).toHaveLength(788);
    expect(new Set(base.map(({ code }) => code)).size).toBe(1070);
  });

  it('names the line that does not fit', () => {
    expect(() => parseTierList('code\n500000,,city,重庆市,106,29,official\r\n5001,,town,x,1,2,official\n')).toThrow(
      'tier list, line 3',
    );
  });
});

describe('applyDivisionChange: 2025-11-06', () => {
  const count = (date: string, level: string): number => tiersAt(all, date).filter((tier) => tier.level === level).length;

  it('has 38 districts before and 37 from that day, and every town throughout', () => {
    expect(
      ['2025-11-05', '2025-11-06'].map((date) => [count(date, 'city'), count(date, 'district'), count(date, 'town')]),
    ).toEqual([
      [1, 38, 1031],
      [1, 37, 1031],
    ]);
  });

  it.each(Object.entries(change.expected))('gives %s the streets and towns that were announced', (code, expected) => {
    const towns = subtree(now, code).slice(1);
    expect({
      streets: towns.filter(({ name }) => name.endsWith('街道')).length,
      towns: towns.filter(({ name }) => !name.endsWith('街道')).length,
    }).toEqual(expected);
  });

  it('keeps history under its old names, with a successor', () => {
    expect(all.filter(({ code }) => code === '500105')).toMatchObject([
      { name: '江北区', validTo: '2025-11-06', successor: '500198' },
    ]);
    const moved = all.filter(({ code }) => code === '500112021');
    expect(moved.map(({ parent, validFrom, validTo }) => [parent, validFrom, validTo])).toEqual([
      ['500112', '2023-06-30', '2025-11-06'],
      ['500198', '2025-11-06', undefined],
    ]);
  });

  it('puts the new district at its seat', () => {
    const seat = base.find(({ code }) => code === '500112021');
    expect(now.find(({ code }) => code === '500198')).toMatchObject({
      name: '两江新区',
      centroid: seat?.centroid,
      quality: 'derived',
    });
  });

  it('has one entry per code on every day, each below a valid parent', () => {
    for (const date of ['2023-06-30', '2025-11-05', '2025-11-06', '2026-11-23']) {
      const tiers = tiersAt(all, date);
      const codes = new Set(tiers.map(({ code }) => code));
      expect(codes.size).toBe(tiers.length);
      expect(tiers.filter(({ parent }) => parent !== null && !codes.has(parent))).toEqual([]);
      expect(subtree(tiers, '500000')).toHaveLength(tiers.length);
    }
  });

  it('refuses a change that does not fit the list', () => {
    expect(() => applyDivisionChange(base, { ...change, abolish: ['500999'] })).toThrow('no tier 500999');
    expect(() => applyDivisionChange(base, { ...change, move: change.move.slice(0, -1) })).toThrow('no tier 500112');
    const [established] = change.establish;
    expect(() =>
      applyDivisionChange(base, {
        ...change,
        establish: established === undefined ? [] : [{ ...established, seat: '无此街道' }],
      }),
    ).toThrow('no seat');
  });
});
