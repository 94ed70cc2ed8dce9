import { isDeepStrictEqual } from 'node:util';
import type { Json, Position, PositionColumns, Result } from '../../preload/contract/index.js';
import { err, fromWireTime, ok, UNKNOWN_KIND } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { groupBy } from './group-by.js';
import type { Answer } from './http/serve.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { isSkewed, sameNumber, tierJudge } from './rules/fact-check.js';
import { once } from './storage/answers.js';
import type { AssetRow } from './storage/assets.js';
import { describeAssets, findAssets, insertAssets } from './storage/assets.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import { EventDraft } from './storage/events.js';
import type { PositionRow } from './storage/positions.js';
import { findPositions, putPositions } from './storage/positions.js';
import { qualityIndex } from './storage/samples.js';

/** Stores a batch of positions, the whole of it or nothing; resolves after the commit. */
export async function takePositions(
  backend: Backend,
  caller: Caller,
  positions: readonly Position[],
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const now = backend.now();
  const keyed = { account: caller.account, key, operation: 'postPositions', content: positions as unknown as Json };
  return backend.database.transaction((tx) =>
    once(tx, keyed, now, async () => {
      const known = await findAssets(tx, [...new Set(positions.map(({ asset }) => asset))]);
      const told = check(backend, caller, positions, known, now);
      if (!told.ok) return told;
      const within = await backend.growth.grow(tx, caller, 'assets', told.value.fresh.length, now);
      if (!within.ok) return within;
      await register(tx, caller, told.value, now);
      await store(tx, caller, positions, now);
      return ok({ status: 201, body: { accepted: positions.length } });
    }),
  );
}

type NewAsset = Omit<AssetRow, 'sequence'>;

/** What a batch tells of assets: those that nobody knew, and those that were known without saying what they are. */
type Told = { readonly fresh: readonly NewAsset[]; readonly described: readonly NewAsset[] };

/** Goes through the positions in order; the answer is what they tell of their assets. */
function check(
  { tiers }: Backend,
  caller: Caller,
  positions: readonly Position[],
  known: readonly AssetRow[],
  now: number,
): Outcome<Told> {
  const judge = tierJudge(caller, tiers, now);
  const before = new Map<string, NewAsset>(known.map((row) => [row.id, row]));
  const assets = new Map(before);
  for (const [index, position] of positions.entries()) {
    const path = `/positions/${index}`;
    const isNew = !assets.has(position.asset);
    const asset = assets.get(position.asset) ?? undescribed(position, caller);
    const refused = judge(asset.tier);
    // An asset keeps the tier that it was registered at, also when that is abolished.
    if (refused !== null && isNew) return refuse(refused, { path: `${path}/tier` });
    if (refused !== null) return refuse(refused === 'tier-unknown' ? 'foreign-tier' : refused, { path: `${path}/asset` });
    const told = describe(asset, position, (tier) => judge(tier) === null);
    if (!told.ok) return refuse('asset-conflict', { path: `${path}/${told.error}` });
    if (isSkewed(fromWireTime(position.t), now)) return refuse('clock-skew', { path: `${path}/t` });
    assets.set(asset.id, told.value);
  }
  const changed = [...assets.values()].filter((asset) => asset !== before.get(asset.id));
  return ok({
    fresh: changed.filter(({ id }) => !before.has(id)),
    described: changed.filter(({ id }) => before.has(id)),
  });
}

/** An asset of which nothing is known but its id. */
const undescribed = ({ asset, tier }: Position, caller: Caller): NewAsset => ({
  id: asset,
  kind: UNKNOWN_KIND,
  name: asset,
  tier: tier ?? caller.tier,
  tier_told: tier === undefined ? 0 : 1,
  demo: caller.demo ? 1 : 0,
});

/**
 * The asset with what a position adds to it; the error is what the position says otherwise than it is known.
 * @param acts whether the caller acts for a tier
 */
function describe(
  asset: NewAsset,
  { kind, name, tier }: Position,
  acts: (tier: string) => boolean,
): Result<NewAsset, 'kind' | 'name' | 'tier'> {
  const { id } = asset;
  const merged = { kind: told(asset.kind, kind, UNKNOWN_KIND), name: told(asset.name, name, id) };
  if (merged.kind === undefined) return err('kind');
  if (merged.name === undefined) return err('name');
  // Where nobody said a tier, that of the account that first told of the asset is only assumed.
  if (tier !== undefined && tier !== asset.tier && (asset.tier_told === 1 || !acts(tier))) return err('tier');
  const placed = tier === undefined ? asset : { ...asset, tier, tier_told: 1 };
  const described = { ...placed, kind: merged.kind, name: merged.name };
  return ok(isDeepStrictEqual(described, asset) ? asset : described);
}

/** What is known after somebody told something; undefined for a contradiction. `nothing` is said of what is unknown. */
function told(known: string, given: string | undefined, nothing: string): string | undefined {
  if (given === undefined || given === nothing || given === known) return known;
  return known === nothing ? given : undefined;
}

async function register(tx: Statements, { account }: Caller, { fresh, described }: Told, now: number): Promise<void> {
  if (fresh.length > 0) await insertAssets(tx, fresh);
  if (described.length > 0) await describeAssets(tx, described);
  const notes = (act: string, assets: readonly NewAsset[]): AuditNote[] =>
    assets.map(({ id, kind, name, tier }) => ({ by: account, act, subject: id, details: { kind, name, tier } }));
  const all = [...notes('asset.register', fresh), ...notes('asset.describe', described)];
  if (all.length > 0) await writeAudit(tx, now, all);
}

type Fresh = { readonly asset: AssetRow; readonly position: Position; readonly row: PositionRow };

async function store(tx: Statements, caller: Caller, positions: readonly Position[], now: number): Promise<void> {
  const fresh = await freshOf(tx, caller, positions);
  if (fresh.length === 0) return;
  await putPositions(
    tx,
    fresh.map(({ row }) => row),
  );
  const events = await EventDraft.begin(tx, now);
  for (const [tier, items] of groupBy(fresh, ({ asset }) => asset.tier)) {
    events.add('positions', tier, () => columnsOf(items, caller.demo));
  }
  await events.write(tx);
}

/** What of the batch is not stored like this already; of two for the same moment the later one counts. */
async function freshOf(tx: Statements, caller: Caller, positions: readonly Position[]): Promise<Fresh[]> {
  const assets = new Map((await findAssets(tx, [...new Set(positions.map(({ asset }) => asset))])).map((row) => [row.id, row]));
  const given = new Map<string, Fresh>();
  for (const position of positions) {
    const asset = assets.get(position.asset);
    if (asset === undefined) throw new Error(`asset ${position.asset} was not registered`);
    const { lng, lat, heading = null, speed = null, quality } = position;
    const t = fromWireTime(position.t);
    const demo = caller.demo ? 1 : 0;
    const row = { asset: asset.sequence, t, lng, lat, heading, speed, quality: qualityIndex(quality), demo };
    given.set(`${asset.sequence} ${t}`, { asset, position, row });
  }
  const rows = [...given.values()].map(({ row }) => row);
  const stored = new Map((await findPositions(tx, rows)).map((row) => [`${row.asset} ${row.t}`, row]));
  return [...given].flatMap(([key, fresh]) => (same(stored.get(key), fresh.row) ? [] : [fresh]));
}

const NUMBERS = ['lng', 'lat', 'heading', 'speed', 'quality', 'demo'] as const;

const same = (known: PositionRow | undefined, row: PositionRow): boolean =>
  known !== undefined && NUMBERS.every((name) => sameNumber(known[name], row[name]));

const columnsOf = (items: readonly Fresh[], demo: boolean): PositionColumns => ({
  asset: items.map(({ asset }) => asset.id),
  t: items.map(({ row }) => row.t),
  lng: items.map(({ row }) => row.lng),
  lat: items.map(({ row }) => row.lat),
  heading: items.map(({ row }) => row.heading),
  speed: items.map(({ row }) => row.speed),
  quality: items.map(({ position }) => position.quality),
  demo,
});
