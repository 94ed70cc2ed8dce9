import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { FramePart, PositionBatch } from '../../../preload/contract/index.js';
import type { Readers } from './topics.js';
import { Topics } from './topics.js';
import { Versions } from './versions.js';

const BOX = { bbox: [0, 0, 5, 5] };
type Move = readonly [asset: string, lng: number, t?: number];

const batch = (moves: readonly Move[]): PositionBatch => ({
  asset: moves.map(([asset]) => asset),
  t: Float64Array.from(moves, ([, , t]) => t ?? 0),
  lng: Float64Array.from(moves, ([, lng]) => lng),
  lat: new Float64Array(moves.length),
  heading: new Float64Array(moves.length).fill(Number.NaN),
  speed: new Float64Array(moves.length),
  quality: new Uint8Array(moves.length),
  demo: new Uint8Array(moves.length),
});

function start() {
  const versions = new Versions();
  const topics = new Topics(versions, {} as Readers, () => undefined);
  const source = topics.sources.find(({ name }) => name === 'positions');
  /** What a window that has `from` lacks, and the version that it has then. */
  const told = (from: number | undefined, filter: unknown = {}) => {
    const version = versions.close();
    const part = source?.since(from, filter) as Extract<FramePart, { form: 'columns' }> | undefined;
    if (part === undefined) return { version };
    const rows = tableFromIPC(part.columns);
    const names = [...(rows.getChild('asset') ?? [])] as string[];
    const lngs = [...(rows.getChild('lng') ?? [])] as number[];
    return { version, full: part.full, rows: names.map((name, row) => [name, lngs[row]]), removed: part.removed };
  };
  return { topics, told, move: (...moves: Move[]) => topics.takePositions(batch(moves)) };
}

describe('positions as windows are told them', () => {
  it('are all there at first, then those that changed, the newest of each', () => {
    const { move, told } = start();
    move(['a', 1], ['b', 2]);
    const first = told(undefined);
    expect(first).toMatchObject({
      full: true,
      rows: [
        ['a', 1],
        ['b', 2],
      ],
    });
    expect(told(first.version)).not.toHaveProperty('rows');
    move(['a', 3]);
    move(['a', 4], ['a', 5]);
    expect(told(first.version)).toMatchObject({ full: false, rows: [['a', 5]], removed: [] });
  });

  it('pass over what is older than what is known, and take what is as old', () => {
    const { move, told } = start();
    move(['a', 1, 10]);
    move(['a', 2, 9]);
    expect(told(undefined).rows).toEqual([['a', 1]]);
    move(['a', 3, 10]);
    expect(told(undefined).rows).toEqual([['a', 3]]);
  });

  it('are gone from a box that they leave, and come back with it', () => {
    const { move, told } = start();
    move(['in', 1], ['out', 9]);
    const first = told(undefined, BOX);
    expect(first.rows).toEqual([['in', 1]]);
    move(['in', 8]);
    const left = told(first.version, BOX);
    expect(left).toMatchObject({ full: false, rows: [], removed: ['in'] });
    move(['in', 7], ['out', 2]);
    const came = told(left.version, BOX);
    expect(came).toMatchObject({ rows: [['out', 2]], removed: [] });
    expect(told(first.version, BOX)).toMatchObject({ rows: [['out', 2]], removed: ['in'] });
  });

  it('are gone with their asset, and a new one in its place is another', () => {
    const { topics, move, told } = start();
    move(['a', 1], ['b', 2]);
    const first = told(undefined, BOX);
    topics.change('assets', [], ['a']);
    move(['c', 9]);
    expect(told(first.version, BOX)).toMatchObject({ full: false, rows: [], removed: ['a'] });
    move(['a', 9]);
    expect(told(first.version, BOX)).toMatchObject({ rows: [], removed: ['a'] });
    expect(told(undefined).rows?.sort()).toEqual([
      ['a', 9],
      ['b', 2],
      ['c', 9],
    ]);
  });

  it('follow the kind of their asset', () => {
    const { topics, move, told } = start();
    const asset = { id: 'a', name: 'a', tier: '500101', fixed: false, demo: false };
    move(['a', 1]);
    const first = told(undefined, { kinds: ['boat'] });
    expect(first.rows).toEqual([]);
    topics.change('assets', [{ ...asset, kind: 'boat' }]);
    const came = told(first.version, { kinds: ['boat'] });
    expect(came.rows).toEqual([['a', 1]]);
    topics.change('assets', [{ ...asset, kind: 'truck' }]);
    expect(told(came.version, { kinds: ['boat'] }).removed).toEqual(['a']);
  });

  it('are all told again to a window whose filter nobody followed', () => {
    const { move, told } = start();
    move(['a', 1]);
    const first = told(undefined, BOX);
    for (let other = 0; other < 100; other += 1) told(undefined, { bbox: [other, 0, other, 5] });
    move(['a', 8]);
    expect(told(first.version, BOX)).toMatchObject({ full: true, rows: [] });
  });

  it('grow beyond what they began with, and say nothing more than they hold', () => {
    const { move, told } = start();
    const many = Array.from({ length: 3000 }, (_, index): Move => [`asset-${index}`, index]);
    move(...many);
    expect(told(undefined).rows).toEqual(many);
  });
});
