import { z } from 'zod';
import { fromWireTime, wireTimeSchema } from '../../../preload/contract/index.js';

const WEEK_MS = 7 * 86_400_000;

const lineSchema = z.tuple([
  wireTimeSchema,
  z.string().min(1),
  z.coerce.number(),
  z.string(),
  z.string().min(1),
  z.coerce.number().min(-180).max(180),
  z.coerce.number().min(-90).max(90),
  z.coerce.number(),
]);

/** An earthquake of the recorded week. `t` in ms since that week's first event. */
export type Quake = {
  readonly id: string;
  readonly t: number;
  readonly magnitude: number;
  readonly place: string;
  readonly point: readonly [lng: number, lat: number];
  readonly depthKm: number;
};

/**
 * Reads `earthquakes-2018.csv`; resources/data/PROVENANCE.md says what stands in it.
 * @throws Error naming the line that does not fit; the file ships with the program, so that is a bug
 */
export function readQuakes(csv: string): Quake[] {
  const lines = csv
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const rows = lines.map((line, index) => {
    const parsed = lineSchema.safeParse(line.split(','));
    if (!parsed.success) throw new Error(`earthquakes, line ${index + 2}: ${parsed.error.message}`);
    return parsed.data;
  });
  const begin = rows[0] === undefined ? 0 : fromWireTime(rows[0][0]);
  return rows.map(([time, id, magnitude, , place, lng, lat, depthKm]) => ({
    id,
    t: fromWireTime(time) - begin,
    magnitude,
    place: place.replaceAll('; ', ', '),
    point: [lng, lat],
    depthKm,
  }));
}

/** An earthquake of the week as it happens again at `at` (UTC ms); `round` counts the weeks. */
export type Replayed = { readonly quake: Quake; readonly round: number; readonly at: number };

/** The recorded week happens again and again: what falls into (from, to], in order. All in UTC ms. */
export function replayed(quakes: readonly Quake[], from: number, to: number): Replayed[] {
  const found: Replayed[] = [];
  for (let round = Math.floor(from / WEEK_MS) - 1; round * WEEK_MS <= to; round += 1) {
    for (const quake of quakes) {
      const at = round * WEEK_MS + quake.t;
      if (at > from && at <= to) found.push({ quake, round, at });
    }
  }
  return found;
}
