import type { Shape } from './polygon.js';

const TONES = 4;

/**
 * A tone 0…3 per shape such that neighbours (sharing at least two border points) differ: greedy colouring,
 * most neighbours first. Where four do not suffice the least used tone among the neighbours is taken.
 */
export function tonesOf(shapes: readonly Shape[]): number[] {
  const neighbours = neighboursOf(shapes);
  const tones: number[] = shapes.map(() => -1);
  const order = shapes.map((_, index) => index).sort((a, b) => (neighbours[b]?.size ?? 0) - (neighbours[a]?.size ?? 0) || a - b);
  for (const index of order) {
    const used = Array.from({ length: TONES }, () => 0);
    for (const other of neighbours[index] ?? []) {
      const tone = tones[other] ?? -1;
      if (tone >= 0) used[tone] = (used[tone] ?? 0) + 1;
    }
    tones[index] = used.indexOf(Math.min(...used));
  }
  return tones;
}

/** Points are compared on a grid of about 300 m, wide enough for borders that do not quite meet. */
function neighboursOf(shapes: readonly Shape[]): Set<number>[] {
  const owners = new Map<string, Set<number>>();
  shapes.forEach((shape, index) => {
    for (const ring of shape.flat()) {
      for (const [x, y] of ring) {
        const key = `${Math.round(x * 300)},${Math.round(y * 300)}`;
        const known = owners.get(key);
        if (known === undefined) owners.set(key, new Set([index]));
        else known.add(index);
      }
    }
  });
  const shared = new Map<string, number>();
  for (const set of owners.values()) {
    for (const a of set) for (const b of set) if (a !== b) shared.set(`${a},${b}`, (shared.get(`${a},${b}`) ?? 0) + 1);
  }
  const neighbours = shapes.map(() => new Set<number>());
  for (const [pair, points] of shared) {
    const [a, b] = pair.split(',').map(Number) as [number, number];
    if (points >= 2) neighbours[a]?.add(b);
  }
  return neighbours;
}
