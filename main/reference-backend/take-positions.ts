import type { Json, Position, PositionColumns } from '../../preload/contract/index.js';
import { fromWireTime, ok } from '../../preload/contract/index.js';
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
import { findAssets, insertAssets } from './storage/assets.js';
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
      const fresh = check(backend, caller, positions, known, now);
      if (!fresh.ok) return fresh;
      await register(tx, caller, fresh.value, now);
      await store(tx, caller, positions, now);
      return ok({ status: 201, body: { accepted: positions.length } });
    }),
  );
}

type NewAsset = Omit<AssetRow, 'sequence'>;

/** Goes through the positions in order; the answer is the assets that they register. */
function check(
  { tiers }: Backend,
  caller: Caller,
  positions: readonly Position[],
  known: readonly AssetRow[],
  now: number,
): Outcome<NewAsset[]> {
  const judge = tierJudge(caller, tiers, now);
  const assets = new Map<string, NewAsset>(known.map((row) => [row.id, row]));
  const fresh: NewAsset[] = [];
  for (const [index, position] of positions.entries()) {
    const path = `/positions/${index}`;
    const asset = assets.get(position.asset) ?? described(position, caller);
    if (asset === null) return refuse('asset-unknown', { path: `${path}/asset` });
    const refused = judge(asset.tier);
    const isNew = !assets.has(asset.id);
    // An asset keeps the tier that it was registered at, also when that is abolished.
    if (refused !== null && isNew) return refuse(refused, { path: `${path}/tier` });
    if (refused !== null) return refuse('foreign-tier', { path: `${path}/asset` });
    const other = (['kind', 'name', 'tier'] as const).find((name) => (position[name] ?? asset[name]) !== asset[name]);
    if (other !== undefined) return refuse('asset-conflict', { path: `${path}/${other}` });
    if (isSkewed(fromWireTime(position.t), now)) return refuse('clock-skew', { path: `${path}/t` });
    if (isNew) fresh.push(asset);
    assets.set(asset.id, asset);
  }
  return ok(fresh);
}

/** The asset that a position describes; null when it does not say what it is. */
function described({ asset, kind, name, tier }: Position, caller: Caller): NewAsset | null {
  if (kind === undefined || name === undefined) return null;
  return { id: asset, kind, name, tier: tier ?? caller.tier, demo: caller.demo ? 1 : 0 };
}

async function register(tx: Statements, { account }: Caller, assets: readonly NewAsset[], now: number): Promise<void> {
  if (assets.length === 0) return;
  await insertAssets(tx, assets);
  await writeAudit(
    tx,
    now,
    assets.map(({ id, kind, name, tier }) => ({
      by: account,
      act: 'asset.register',
      subject: id,
      details: { kind, name, tier },
    })),
  );
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
  for (const [tier, items] of groupBy(fresh, ({ asset }) => asset.tier)) events.add('positions', tier, () => columnsOf(items));
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

const columnsOf = (items: readonly Fresh[]): PositionColumns => ({
  asset: items.map(({ asset }) => asset.id),
  t: items.map(({ row }) => row.t),
  lng: items.map(({ row }) => row.lng),
  lat: items.map(({ row }) => row.lat),
  heading: items.map(({ row }) => row.heading),
  speed: items.map(({ row }) => row.speed),
  quality: items.map(({ position }) => position.quality),
});
