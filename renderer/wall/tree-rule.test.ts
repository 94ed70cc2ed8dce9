import { describe, expect, it } from 'vitest';
import type { CommandSummary, DirectiveState, Step } from '../../preload/contract/index.js';
import type { Place } from '../map/index.js';
import { shownCommand, treeReadout } from './tree-rule.js';

const ISSUED = Date.parse('2026-11-23T05:29:00.000Z');
const places = new Map<string, Place>();
const add = (code: string, parent: string | null, name: string): void => {
  places.set(code, { code, parent, name, lng: 0, lat: 0 });
};
add('500000', null, '重庆市');
for (let d = 1; d <= 6; d += 1) {
  add(`50010${d}`, '500000', `区${d}`);
  for (let t = 1; t <= 3; t += 1) add(`50010${d}00${t}`, `50010${d}`, `镇${d}${t}`);
}

const command = (...rows: [tier: string, state: DirectiveState, overdue?: Step[], demo?: boolean][]): CommandSummary =>
  ({
    id: 'c',
    title: '汛情巡查',
    state: 'running',
    mode: 'live',
    issuedAt: new Date(ISSUED).toISOString(),
    frozen: { approvals: 1 },
    rollUp: { total: rows.length, reached: { delivered: 3, accepted: 2, done: 1, overdue: 1 } },
    directives: rows.map(([tier, state, overdue = [], demo = false]) => ({
      tier,
      state,
      overdue,
      receipts: demo ? [{ demo }] : [],
    })),
  }) as unknown as CommandSummary;
const readout = (...rows: Parameters<typeof command>) => treeReadout(command(...rows), places, ISSUED + 12 * 60_000);

describe('the command on the wall', () => {
  it('has a bar per district while there are few', () => {
    const { bars } = readout(
      ['500101', 'accepted'],
      ['500101001', 'done'],
      ['500101002', 'delivered', ['accept']],
      ['500102', 'withdrawn'],
      ['500102001', 'pending'],
    );
    expect(bars.map(({ label, total }) => [label, total])).toEqual([
      [{ name: '区1' }, 3],
      [{ name: '区2' }, 1],
    ]);
    expect(bars[0]?.parts).toEqual({ done: 1, going: 1, reached: 0, waiting: 0, returned: 0, late: 1 });
  });

  it('has a bar per level when there are many', () => {
    const { bars } = readout(...[1, 2, 3, 4, 5].map((d): [string, DirectiveState] => [`50010${d}`, 'accepted']), [
      '500101001',
      'done',
    ]);
    expect(bars.map(({ label, total }) => [label, total])).toEqual([
      [{ level: 'district' }, 5],
      [{ level: 'town' }, 1],
    ]);
  });

  it('names where the chain is broken, the silent district first, then the most towns', () => {
    const { late, more } = readout(
      ['500101001', 'delivered', ['accept']],
      ['500101002', 'read', ['accept', 'report']],
      ['500102', 'pending', ['deliver']],
      ['500103001', 'pending', ['deliver']],
    );
    expect(late).toEqual([
      { name: '区2', towns: 0, step: 'deliver', sinceMs: 720_000 },
      { name: '区1', towns: 2, step: 'accept', sinceMs: 720_000 },
    ]);
    expect(more).toBe(1);
  });

  it('says that receipts come from the demo', () => {
    expect(readout(['500101', 'accepted']).demo).toBe(false);
    expect(readout(['500101', 'accepted', [], true]).demo).toBe(true);
  });
});

it('shows the command in focus, else the newest that runs, else nothing', () => {
  const [a, b, c] = (['running', 'finished', 'running'] as const).map((state, i) => ({ ...command(), id: String(i), state }));
  const all = [b, a, c] as CommandSummary[];
  expect(shownCommand(all, '1')?.id).toBe('1');
  expect(shownCommand(all, null)?.id).toBe('0');
  expect(shownCommand([b as CommandSummary], null)).toBeNull();
});
