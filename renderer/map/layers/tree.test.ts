import { describe, expect, it } from 'vitest';
import type { CommandSummary, DirectiveState, Step } from '../../../preload/contract/index.js';
import type { Place } from '../data/places.js';
import { dashes, sameTree, treeShape } from './tree.js';

const place = (code: string, parent: string | null, lng: number): [string, Place] => [
  code,
  { code, name: code, parent, lng, lat: 30 },
];
const places = new Map([
  place('500000', null, 106),
  place('500108', '500000', 107),
  place('500108001', '500108', 107.1),
  place('500108002', '500108', 107.2),
]);
let next = 0;
const directive = (tier: string, state: DirectiveState, overdue: Step[] = []) => {
  next += 1;
  return { id: `d${next}`, tier, role: 'lead' as const, round: 1, state, overdue, receipts: [] };
};
const command = (issuer: string, ...directives: ReturnType<typeof directive>[]): CommandSummary =>
  ({ frozen: { issuer: { tier: issuer, account: 'a' } }, directives }) as unknown as CommandSummary;

describe('a command on the map', () => {
  it('goes by an arc to each district and by a line to each town, broken where a town is late', () => {
    const tree = treeShape(
      command(
        '500000',
        directive('500108', 'accepted'),
        directive('500108001', 'done'),
        directive('500108002', 'delivered', ['accept']),
      ),
      places,
    );
    expect(tree.issuer).toEqual([106, 30]);
    expect(tree.arcs).toEqual([{ from: [106, 30], to: [107, 30], broken: false }]);
    expect(tree.lines.map((line) => line.broken)).toEqual([false, true]);
    expect(tree.symbols.at(-1)).toMatchObject({ code: '500108002', look: 'overdue', level: 'town' });
  });

  it('goes through a district that only its towns belong to', () => {
    const tree = treeShape(command('500000', directive('500108001', 'pending', ['deliver'])), places);
    expect([tree.arcs.length, tree.lines.length, [...tree.districts]]).toEqual([1, 1, ['500108']]);
    expect(tree.symbols[0]?.look).toBe('unreachable');
  });

  it('starts at a district that issues to its own towns, without an arc', () => {
    const tree = treeShape(command('500108', directive('500108001', 'read')), places);
    expect([tree.arcs, tree.lines.length, tree.issuer]).toEqual([[], 1, [107, 30]]);
  });

  it('shows the worst of several directives of one tier and leaves out what has no place', () => {
    const tree = treeShape(
      command('500000', directive('500108', 'done'), directive('500108', 'returned'), directive('999999', 'done')),
      places,
    );
    expect(tree.symbols.map((symbol) => symbol.look)).toEqual(['returned']);
  });

  it('is the same when nothing is seen to have changed, however the picture came', () => {
    const told = (...looks: [string, DirectiveState, Step[]?][]) =>
      treeShape(command('500000', ...looks.map(([tier, state, late]) => directive(tier, state, late))), places);
    const before = told(['500108', 'accepted'], ['500108001', 'done']);
    expect(sameTree(before, told(['500108001', 'done'], ['500108', 'accepted']))).toBe(true);
    expect(sameTree(before, told(['500108', 'accepted'], ['500108001', 'acting']))).toBe(false);
    expect(sameTree(before, told(['500108', 'accepted', ['report']], ['500108001', 'done']))).toBe(false);
    expect(sameTree(before, told(['500108', 'accepted'], ['500108002', 'done']))).toBe(false);
    expect(sameTree(before, told(['500108', 'accepted']))).toBe(false);
    expect(sameTree(before, treeShape(command('500108', directive('500108001', 'done')), places))).toBe(false);
  });

  it('dashes from end to end', () => {
    const strokes = dashes({ from: [0, 0], to: [13, 0], broken: true }, 7);
    expect(strokes).toHaveLength(7);
    expect(strokes[0]?.[0]).toEqual([0, 0]);
    expect(strokes.at(-1)?.[1][0]).toBeCloseTo(13);
  });
});
