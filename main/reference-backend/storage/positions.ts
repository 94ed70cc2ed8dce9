import type { z } from 'zod';
import type { trailPointSchema } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import { qualityAt } from './samples.js';

/** How long positions are kept, ms; the last one of an asset stays. */
export const POSITIONS_KEPT_MS = 86_400_000;
/** Rows deleted in one statement, so that no writer waits for long. */
const PRUNED_AT_ONCE = 20_000;

type TrailPoint = Readonly<z.infer<typeof trailPointSchema>>;

export type PositionRow = {
  /** sequence of the asset */
  readonly asset: number;
  /** UTC ms */
  readonly t: number;
  readonly lng: number;
  readonly lat: number;
  /** degrees clockwise from north */
  readonly heading: number | null;
  /** m/s */
  readonly speed: number | null;
  /** index into QUALITIES */
  readonly quality: number;
  readonly demo: number;
};

export const trailPoint = ({ t, lng, lat, heading, speed, quality, demo }: PositionRow): TrailPoint => ({
  t: toWireTime(t),
  lng,
  lat,
  ...(heading === null ? {} : { heading }),
  ...(speed === null ? {} : { speed }),
  quality: qualityAt(quality),
  demo: demo === 1,
});

/** Those of the positions that are stored, as they are stored. */
export const findPositions = (tx: Statements, rows: readonly PositionRow[]): Promise<PositionRow[]> =>
  tx.all<PositionRow>(
    `SELECT p.* FROM json_each(?) j JOIN positions p ON p.asset = j.value ->> 'asset' AND p.t = j.value ->> 't'`,
    JSON.stringify(rows),
  );

export async function putPositions(tx: Statements, rows: readonly PositionRow[]): Promise<void> {
  await tx.run(
    `INSERT INTO positions (asset, t, lng, lat, heading, speed, quality, demo)
     SELECT value ->> 'asset', value ->> 't', value ->> 'lng', value ->> 'lat', value ->> 'heading', value ->> 'speed',
            value ->> 'quality', value ->> 'demo'
     FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET lng = excluded.lng, lat = excluded.lat, heading = excluded.heading,
       speed = excluded.speed, quality = excluded.quality, demo = excluded.demo`,
    JSON.stringify(rows),
  );
}

/** An asset's positions from `from` to before `to` (UTC ms), oldest first. */
export const trailOf = (db: Statements, asset: number, from: number, to: number, limit: number): Promise<PositionRow[]> =>
  db.all<PositionRow>('SELECT * FROM positions WHERE asset = ? AND t >= ? AND t < ? ORDER BY t LIMIT ?', asset, from, to, limit);

/** Deletes positions that are no longer kept. */
export async function prunePositions(db: Statements, now: number): Promise<void> {
  let deleted: number;
  do {
    deleted = await db.run(
      `DELETE FROM positions WHERE (asset, t) IN (
         SELECT asset, t FROM positions p
         WHERE t < ? AND t < (SELECT max(t) FROM positions WHERE asset = p.asset) LIMIT ?)`,
      now - POSITIONS_KEPT_MS,
      PRUNED_AT_ONCE,
    );
  } while (deleted === PRUNED_AT_ONCE);
}
