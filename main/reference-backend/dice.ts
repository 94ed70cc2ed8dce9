import { createHash } from 'node:crypto';

/** Draws a number in [0, 1) that depends on the key and on what is drawn alone. */
export type Dice = (what: string | number) => number;

/** The same key always draws the same; everything in the demo that looks random comes from here. */
export const dice =
  (key: string): Dice =>
  (what) =>
    createHash('sha256').update(`${key}|${what}`, 'utf8').digest().readUInt32BE(0) / 2 ** 32;

/** One of a list that is not empty. */
export const pick = <T>(list: readonly T[], draw: number): T => list[Math.floor(draw * list.length)] as T;
