import type { Json, Sample, SampleColumns } from '../../preload/contract/index.js';
import { fromWireTime, ok, toWireTime } from '../../preload/contract/index.js';
import type { Statements } from '../sqlite/index.js';
import type { Backend } from './backend.js';
import { groupBy } from './group-by.js';
import type { Answer } from './http/serve.js';
import type { Outcome } from './problem.js';
import { refuse } from './problem.js';
import type { Caller } from './rules/caller.js';
import { isSkewed, sameNumber, tierJudge } from './rules/fact-check.js';
import { once } from './storage/answers.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import { EventDraft } from './storage/events.js';
import type { SampleRow } from './storage/samples.js';
import { findSamples, putSamples, qualityIndex, seriesIds } from './storage/samples.js';

/** Stores a batch of samples, the whole of it or nothing; resolves after the commit. */
export async function takeSamples(
  backend: Backend,
  caller: Caller,
  samples: readonly Sample[],
  key: string | undefined,
): Promise<Outcome<Answer>> {
  const now = backend.now();
  const wrong = check(backend, caller, samples, now);
  if (!wrong.ok) return wrong;
  const keyed = { account: caller.account, key, operation: 'postSamples', content: samples as readonly Json[] };
  return backend.database.transaction((tx) =>
    once(tx, keyed, now, async () => {
      await store(tx, caller, samples, now);
      return ok({ status: 201, body: { accepted: samples.length } });
    }),
  );
}

function check({ facts, tiers }: Backend, caller: Caller, samples: readonly Sample[], now: number): Outcome<null> {
  const judge = tierJudge(caller, tiers, now);
  const known = new Set(facts.indicators.map(({ id }) => id));
  for (const [index, { indicator, tier, t }] of samples.entries()) {
    const path = `/samples/${index}`;
    const refused = judge(tier);
    if (refused !== null) return refuse(refused, { path: `${path}/tier` });
    if (!known.has(indicator)) return refuse('indicator-unknown', { path: `${path}/indicator` });
    if (isSkewed(fromWireTime(t), now)) return refuse('clock-skew', { path: `${path}/t` });
  }
  return ok(null);
}

type Fresh = { readonly sample: Sample; readonly row: SampleRow; readonly corrects: boolean };

async function store(tx: Statements, caller: Caller, samples: readonly Sample[], now: number): Promise<void> {
  const fresh = await freshOf(tx, caller, samples);
  if (fresh.length === 0) return;
  await putSamples(
    tx,
    fresh.map(({ row }) => row),
  );
  const events = await EventDraft.begin(tx, now);
  for (const [tier, items] of groupBy(fresh, ({ sample }) => sample.tier)) {
    events.add('samples', tier, () => columnsOf(items, caller.demo));
  }
  await events.write(tx);
  const notes = corrections(caller, fresh);
  if (notes.length > 0) await writeAudit(tx, now, notes);
}

/** What of the batch is not stored like this already; of two for the same moment the later one counts. */
async function freshOf(tx: Statements, caller: Caller, samples: readonly Sample[]): Promise<Fresh[]> {
  const series = await seriesIds(tx, samples);
  const given = new Map<string, { sample: Sample; row: SampleRow }>();
  for (const sample of samples) {
    const { indicator, tier, t, value, quality } = sample;
    const id = series.get(`${indicator} ${tier}`);
    if (id === undefined) throw new Error(`no series of ${indicator} at ${tier}`);
    const row = { series: id, t: fromWireTime(t), value, quality: qualityIndex(quality), demo: caller.demo ? 1 : 0 };
    given.set(`${id} ${row.t}`, { sample, row });
  }
  const rows = [...given.values()].map(({ row }) => row);
  const stored = new Map((await findSamples(tx, rows)).map((row) => [`${row.series} ${row.t}`, row]));
  return [...given].flatMap(([key, { sample, row }]) => {
    const known = stored.get(key);
    const same =
      known !== undefined && sameNumber(known.value, row.value) && known.quality === row.quality && known.demo === row.demo;
    return same ? [] : [{ sample, row, corrects: known !== undefined }];
  });
}

const columnsOf = (items: readonly Fresh[], demo: boolean): SampleColumns => ({
  indicator: items.map(({ sample }) => sample.indicator),
  t: items.map(({ row }) => row.t),
  value: items.map(({ row }) => row.value),
  quality: items.map(({ sample }) => sample.quality),
  demo,
});

/** A new sample is a measurement; only who changes what was measured is audited, once for each series and batch. */
function corrections({ account }: Caller, fresh: readonly Fresh[]): AuditNote[] {
  const corrected = groupBy(
    fresh.filter(({ corrects }) => corrects),
    ({ sample: { indicator, tier } }) => `${indicator} ${tier}`,
  );
  return [...corrected].map(([subject, items]) => {
    const times = items.map(({ row }) => row.t).sort((a, b) => a - b);
    const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
    const details = { count: items.length, from: toWireTime(from), to: toWireTime(to) };
    return { by: account, act: 'sample.correct', subject, details };
  });
}
