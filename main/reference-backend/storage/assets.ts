import type { Asset } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';
import type { FixedAsset } from '../fact-resources.js';
import type { PositionRow } from './positions.js';
import { trailPoint } from './positions.js';

export type AssetRow = {
  readonly sequence: number;
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly tier: string;
  /** somebody said at which tier it is; else it is that of the account that first told where it was */
  readonly tier_told: number;
  readonly demo: number;
};

export const findAssets = (db: Statements, ids: readonly string[]): Promise<AssetRow[]> =>
  db.all<AssetRow>('SELECT * FROM assets WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

export async function insertAssets(tx: Statements, rows: readonly Omit<AssetRow, 'sequence'>[]): Promise<void> {
  await tx.run(
    `INSERT INTO assets (id, kind, name, tier, tier_told, fixed, demo)
     SELECT value ->> 'id', value ->> 'kind', value ->> 'name', value ->> 'tier', value ->> 'tier_told', 0, value ->> 'demo'
     FROM json_each(?)`,
    JSON.stringify(rows),
  );
}

/** Takes in what is known now of assets that nobody had described in full. */
export async function describeAssets(
  tx: Statements,
  rows: readonly Pick<AssetRow, 'id' | 'kind' | 'name' | 'tier' | 'tier_told'>[],
): Promise<void> {
  await tx.run(
    `UPDATE assets SET kind = told.value ->> 'kind', name = told.value ->> 'name', tier = told.value ->> 'tier',
       tier_told = told.value ->> 'tier_told'
     FROM json_each(?) AS told WHERE assets.id = told.value ->> 'id'`,
    JSON.stringify(rows),
  );
}

/** Brings the fixed assets that ship with the program up to date; they are `demo`. */
export async function putFixedAssets(db: Statements, assets: readonly FixedAsset[]): Promise<void> {
  await db.run(
    `INSERT INTO assets (id, kind, name, tier, fixed, demo, lng, lat)
     SELECT value ->> 'id', value ->> 'kind', value ->> 'name', value ->> 'tier', 1, 1,
            value ->> '$.position[0]', value ->> '$.position[1]'
     FROM json_each(?) WHERE true
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, tier = excluded.tier, fixed = 1,
       lng = excluded.lng, lat = excluded.lat WHERE fixed = 1`,
    JSON.stringify(assets),
  );
}

export type AssetFilter = {
  /** only assets after this sequence */
  readonly after: number;
  readonly limit: number;
  readonly kind?: string | undefined;
  /** codes of the tiers that are wanted; null = all */
  readonly tiers: ReadonlySet<string> | null;
  /** only assets that are somewhere in this box; west may be greater than east */
  readonly box?: readonly [west: number, south: number, east: number, north: number] | undefined;
  /** only assets of which a place is known */
  readonly placed?: boolean;
};

type Placed = Omit<AssetRow, 'tier_told'> & { readonly fixed: number } & Omit<PositionRow, 'asset' | 't' | 'quality' | 'demo'> & {
    readonly t: number | null;
    readonly quality: number | null;
    readonly told: number | null;
  };

/**
 * Assets with their last position, or the place where they were installed, in the order of their sequence. A box is looked
 * for in all of them: 50 ms of one core for 50,000 assets with 10 positions each, while an index of places would have to be
 * kept with every position that comes in.
 */
export async function listAssets(
  db: Statements,
  { after, limit, kind, tiers, box, placed = false }: AssetFilter,
): Promise<{ readonly sequence: number; readonly asset: Asset }[]> {
  const [west, south, east, north] = box ?? [null, null, null, null];
  const rows = await db.all<Placed>(
    `SELECT * FROM (
       SELECT a.sequence, a.id, a.kind, a.name, a.tier, a.fixed, a.demo,
              coalesce(p.lng, a.lng) AS lng, coalesce(p.lat, a.lat) AS lat,
              p.t, p.heading, p.speed, p.quality, p.demo AS told
       FROM assets a LEFT JOIN positions p
         ON p.asset = a.sequence AND p.t = (SELECT max(t) FROM positions WHERE asset = a.sequence)
       WHERE a.sequence > ?1 AND (?2 IS NULL OR a.kind = ?2)
         AND (?3 IS NULL OR a.tier IN (SELECT value FROM json_each(?3))))
     WHERE (?4 = 0 OR lng IS NOT NULL)
       AND (?5 IS NULL OR (lat BETWEEN ?6 AND ?8
         AND CASE WHEN ?5 <= ?7 THEN lng BETWEEN ?5 AND ?7 ELSE lng >= ?5 OR lng <= ?7 END))
     ORDER BY sequence LIMIT ?9`,
    ...[after, kind ?? null, tiers === null ? null : JSON.stringify([...tiers]), placed ? 1 : 0],
    ...[west, south, east, north, limit],
  );
  return rows.map((row) => ({ sequence: row.sequence, asset: assetOf(row) }));
}

function assetOf({ sequence, id, kind, name, tier, fixed, demo, t, quality, told, ...place }: Placed): Asset {
  const asset = { id, kind, name, tier, fixed: fixed === 1, demo: demo === 1 };
  if (t !== null && quality !== null) {
    return { ...asset, position: trailPoint({ asset: sequence, t, quality, demo: told ?? 0, ...place }) };
  }
  const { lng, lat } = place;
  return fixed === 1 ? { ...asset, position: { lng, lat, quality: 'good', demo: demo === 1 } } : asset;
}

/** The sequence of an asset that the caller may read (`readable` null = all); undefined when there is none. */
export async function findAsset(db: Statements, id: string, readable: ReadonlySet<string> | null): Promise<AssetRow | undefined> {
  const [row] = await findAssets(db, [id]);
  return row !== undefined && (readable === null || readable.has(row.tier)) ? row : undefined;
}
