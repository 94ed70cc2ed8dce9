import { createHash } from 'node:crypto';
import { v5, v7 } from 'uuid';
import type { Episode } from '../../../preload/contract/index.js';
import { HAPPENING_NAMESPACE, happeningName } from '../../../preload/contract/index.js';

/** The id of what a rule found: the same however often it is told. */
export const happeningId = (episode: Episode): string => v5(happeningName(episode), HAPPENING_NAMESPACE);

/** A UUIDv7 that depends on its time (UTC ms) and key alone, so that telling it again is telling the same. */
export const fixedId = (t: number, key: string): string =>
  v7({ msecs: t, seq: 0, random: createHash('sha256').update(`${t}|${key}`, 'utf8').digest().subarray(0, 16) });
