import { describe, expect, it } from 'vitest';
import type { Tier } from '../../preload/contract/index.js';
import { hotKey } from './hot-keys.js';
import { nextRow } from './list-keys.js';
import { findTiers } from './search.js';

const press = (
  key: string,
  over: Partial<Record<'ctrlKey' | 'repeat' | 'isComposing' | 'altKey', boolean>> = {},
  typing = false,
) => hotKey({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, isComposing: false, ...over }, typing);

describe('hotKey', () => {
  it('knows the console’s keys', () => {
    expect(press('k', { ctrlKey: true })).toEqual({ kind: 'palette' });
    expect(press('F1')).toEqual({ kind: 'help' });
    expect(press('F9')).toEqual({ kind: 'diagnostics' });
    expect(press('F9', {}, true)).toEqual({ kind: 'diagnostics' });
    expect(press('G')).toEqual({ kind: 'look' });
    expect(press('o')).toEqual({ kind: 'overview' });
    expect(press('3')).toEqual({ kind: 'template', index: 2 });
    expect(press('0')).toBeUndefined();
    expect(press('o', { altKey: true })).toBeUndefined();
  });

  it('leaves letters and digits to a field that is being typed in, but not Esc and Ctrl+K', () => {
    expect(press('1', {}, true)).toBeUndefined();
    expect(press('g', {}, true)).toBeUndefined();
    expect(press('Escape', {}, true)).toEqual({ kind: 'back' });
    expect(press('k', { ctrlKey: true }, true)).toEqual({ kind: 'palette' });
  });

  it('leaves everything to an input method while it composes, and ignores key repeat', () => {
    expect(press('Escape', { isComposing: true }, true)).toBeUndefined();
    expect(press('1', { repeat: true })).toBeUndefined();
  });
});

describe('nextRow', () => {
  it('moves inside the list and stops at its ends', () => {
    expect(nextRow('ArrowDown', -1, 3)).toBe(0);
    expect(nextRow('ArrowDown', 2, 3)).toBe(2);
    expect(nextRow('ArrowUp', 0, 3)).toBe(0);
    expect(nextRow('End', 0, 3)).toBe(2);
    expect(nextRow('Enter', 0, 3)).toBeUndefined();
    expect(nextRow('ArrowDown', -1, 0)).toBeUndefined();
  });
});

describe('findTiers', () => {
  const tier = (code: string, name: string): Tier => ({
    code,
    name,
    parent: '500000',
    level: 'district',
    centroid: [106, 29],
    quality: 'derived',
    validFrom: '2023-06-30',
  });
  const tiers = [tier('500108', '南岸区'), tier('500119', '南川区'), tier('500103', '渝中区'), tier('500152', '潼南区')];
  const names = (query: string): string[] => findTiers(tiers, query).map(({ name }) => name);

  it('finds by name and by code, the beginning before the middle', () => {
    expect(names('南')).toEqual(['南岸区', '南川区', '潼南区']);
    expect(names('50010')).toEqual(['渝中区', '南岸区']);
    expect(names(' 渝中区 ')).toEqual(['渝中区']);
    expect(names('')).toEqual(['渝中区', '南岸区', '南川区', '潼南区']);
    expect(names('北')).toEqual([]);
  });
});
