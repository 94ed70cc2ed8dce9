import { describe, expect, it } from 'vitest';
import { loadSite } from './load.js';
import { parseSite } from './parse.js';

const panel = (id: string, column: number, connector: string): object => ({
  id,
  column,
  row: 0,
  widthPx: 640,
  heightPx: 360,
  widthMm: 2400,
  heightMm: 1350,
  rotation: 0,
  display: { connector },
});
const wall = (panels: readonly object[], more: object = {}): object => ({
  columns: 2,
  rows: 1,
  viewingDistanceMm: 8000,
  bezelMm: { left: 6, right: 6, top: 6, bottom: 6 },
  panels,
  ...more,
});
const site = (more: object): string =>
  JSON.stringify({ version: 1, tier: '500000', locale: 'zh-CN', backend: 'embedded', ...more });

const faults = (text: string): (readonly [string, string])[] => {
  const parsed = parseSite(text);
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => [path, code] as const);
};

describe('parseSite', () => {
  it('takes a right one', () => {
    expect(faults(site({ wall: wall([panel('a', 0, 'A'), panel('b', 1, 'B')]) }))).toEqual([]);
    expect(faults(site({ backend: { url: 'https://governance.example' } }))).toEqual([]);
  });

  it.each([
    ['no JSON', '{"version":1,', '', 'json'],
    ['an unknown field', site({ colour: 'red' }), 'colour', 'unknown-field'],
    [
      'an unknown field deep inside',
      site({ wall: wall([{ ...panel('a', 0, 'A'), bezel: 3 }]) }),
      'wall.panels[0].bezel',
      'unknown-field',
    ],
    ['a missing field', JSON.stringify({ version: 1, tier: '500000', locale: 'en' }), 'backend', 'missing'],
    ['a value of another type', site({ version: '1' }), 'version', 'value'],
    ['a wrong tier', site({ tier: '5000' }), 'tier', 'value'],
    [
      'pins without certificates',
      site({ backend: { url: 'http://governance.example', pin: [`${'A'.repeat(43)}=`] } }),
      'backend.pin',
      'pin-without-tls',
    ],
    ['a pin that is none', site({ backend: { url: 'https://governance.example', pin: ['AA'] } }), 'backend.pin[0]', 'value'],
    ['a later version', site({ version: 2 }), 'version', 'value'],
    [
      'two panels on one display',
      site({ wall: wall([panel('a', 0, 'A'), panel('b', 1, 'A')]) }),
      'wall.panels[1].display',
      'display-twice',
    ],
    [
      'two panels in one place',
      site({ wall: wall([panel('a', 0, 'A'), panel('b', 0, 'B')]) }),
      'wall.panels[1].column',
      'cell-twice',
    ],
    [
      'two panels of one name',
      site({ wall: wall([panel('a', 0, 'A'), panel('a', 1, 'B')]) }),
      'wall.panels[1].id',
      'panel-id-twice',
    ],
    ['a panel outside the grid', site({ wall: wall([panel('a', 5, 'A')]) }), 'wall.panels[0].column', 'cell-outside'],
    [
      'a wrongly measured panel',
      site({ wall: wall([{ ...panel('a', 0, 'A'), heightMm: 1000 }]) }),
      'wall.panels[0].widthMm',
      'panel-density',
    ],
  ])('refuses %s with its path, a code and a remedy', (_name, text, path, code) => {
    expect(faults(text)).toContainEqual([path, code]);
    const parsed = parseSite(text);
    expect(parsed.ok ? '' : parsed.error[0]?.message).toMatch(/[;(]/);
  });
});

describe('loadSite', () => {
  it('falls back to the last good file, else to the displays, and keeps the faults', async () => {
    const good = site({ locale: 'en' });
    const missing = '/no/such/site.json';
    const kept = await loadSite(missing, { read: () => good, write: () => undefined });
    expect(kept).toMatchObject({ source: 'last-good', site: { locale: 'en' }, faults: [{ code: 'unreadable' }] });
    const bare = await loadSite(missing, { read: () => undefined, write: () => undefined });
    expect(bare).toMatchObject({ source: 'displays', site: undefined, faults: [{ code: 'unreadable' }] });
  });
});
