import type { Alarm, Asset, Incident, PositionBatch } from '../../../../preload/contract/index.js';
import type { Statements } from '../../../sqlite/index.js';
import { change, insertBatch } from '../query.js';
import { cache } from './tables.js';

/** An alarm, and the place in the backend's stream that it tells of. */
export type KeptAlarm = { readonly alarm: Alarm; readonly sequence: string };

/** What changed among things that have an id. */
export type Changes<T> = { readonly upserts: readonly T[]; readonly removed: readonly string[] };

type Bodies = 'incidents' | 'assets' | 'indicators';

export const putIncidents = (tx: Statements, { upserts, removed }: Changes<Incident>): Promise<void> =>
  putBodies(tx, 'incidents', upserts, removed);

export const putAssets = (tx: Statements, assets: readonly Asset[]): Promise<void> => putBodies(tx, 'assets', assets, []);

export async function putBodies<T extends { readonly id: string }>(
  tx: Statements,
  table: Bodies,
  upserts: readonly T[],
  removed: readonly string[],
): Promise<void> {
  await removeIds(tx, table, removed);
  if (upserts.length === 0) return;
  const values = upserts.map((item) => ({ id: item.id, body: JSON.stringify(item) }));
  const insert = insertBatch(cache, table, ['id', 'body'], values).onConflict((conflict) =>
    conflict.column('id').doUpdateSet((row) => ({ body: row.ref('excluded.body') })),
  );
  await change(tx, insert);
}

export async function putAlarms(tx: Statements, { upserts, removed }: Changes<KeptAlarm>): Promise<void> {
  await removeIds(tx, 'alarms', removed);
  if (upserts.length === 0) return;
  const values = upserts.map(({ alarm, sequence }) => ({ id: alarm.id, sequence, body: JSON.stringify(alarm) }));
  const insert = insertBatch(cache, 'alarms', ['id', 'sequence', 'body'], values).onConflict((conflict) =>
    conflict.column('id').doUpdateSet((row) => ({ sequence: row.ref('excluded.sequence'), body: row.ref('excluded.body') })),
  );
  await change(tx, insert);
}

async function removeIds(tx: Statements, table: Bodies | 'alarms', ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));
}

const POSITION_COLUMNS = ['asset', 't', 'lng', 'lat', 'heading', 'speed', 'quality', 'demo'] as const;

/** Keeps where assets are; one that is known to have been elsewhere later stays there. */
export async function putPositions(tx: Statements, batches: readonly PositionBatch[]): Promise<void> {
  const values = batches.flatMap((batch) =>
    batch.asset.map((asset, index) => ({
      asset,
      t: batch.t[index] ?? 0,
      lng: batch.lng[index] ?? 0,
      lat: batch.lat[index] ?? 0,
      heading: told(batch.heading[index]),
      speed: told(batch.speed[index]),
      quality: batch.quality[index] ?? 0,
      demo: batch.demo[index] ?? 0,
    })),
  );
  // Of each asset only the last one is kept, so only that is written.
  const last = new Map<string, (typeof values)[number]>();
  for (const value of values) if (value.t >= (last.get(value.asset)?.t ?? -Infinity)) last.set(value.asset, value);
  if (last.size === 0) return;
  const insert = insertBatch(cache, 'positions', POSITION_COLUMNS, [...last.values()]).onConflict((conflict) =>
    conflict
      .column('asset')
      .doUpdateSet((row) => ({
        t: row.ref('excluded.t'),
        lng: row.ref('excluded.lng'),
        lat: row.ref('excluded.lat'),
        heading: row.ref('excluded.heading'),
        speed: row.ref('excluded.speed'),
        quality: row.ref('excluded.quality'),
        demo: row.ref('excluded.demo'),
      }))
      .whereRef('excluded.t', '>=', 'positions.t'),
  );
  await change(tx, insert);
}

/** NaN stands for what nobody told. */
const told = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
