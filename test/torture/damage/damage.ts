import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the hub that a disk may spoil. */
export const TARGETS = ['durable.db', 'durable.db-wal', 'cache.db', 'orders.log'] as const;
export type Target = (typeof TARGETS)[number];

/** Flips a few bits of a file at random, or cuts it off somewhere; what was done, or undefined where it has no content. */
export function damage(folder: string, target: Target, random: () => number): string | undefined {
  const file = join(folder, target);
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size === 0) return undefined;
  const below = (limit: number): number => Math.floor(random() * limit);
  if (random() < 0.25) {
    const left = below(size);
    truncateSync(file, left);
    return `${target} cut off at ${left} of ${size}`;
  }
  const content = readFileSync(file);
  const places = Array.from({ length: 1 + below(8) }, () => [below(size), below(8)] as const);
  for (const [at, bit] of places) content[at] = (content[at] ?? 0) ^ (1 << bit);
  writeFileSync(file, content);
  return `${target}: bits ${places.map(([at, bit]) => `${at}.${bit}`).join(' ')}`;
}
