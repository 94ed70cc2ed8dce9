import type { Comparison, Finding, Indicator, LatestSample, Precondition } from '../../../preload/contract/index.js';
import { fromWireTime } from '../../../preload/contract/index.js';

/** What the backend says of a precondition's indicator now; `undefined` where it has nothing of the kind. */
export type Evidence = {
  readonly indicator: Pick<Indicator, 'title' | 'unit' | 'staleAfterMs'> | undefined;
  readonly sample: Pick<LatestSample, 'value' | 't' | 'quality'> | undefined;
};

/**
 * Judges a precondition by the newest sample. A value is fresh as long as its indicator's own limit says, counted in
 * the backend's time, and of a quality that its source stands for; what is not fresh proves nothing either way.
 * @param tier the issuing tier, which a precondition without a tier means
 * @param evidence undefined when the backend could not be asked
 * @param now backend's clock, UTC ms
 */
export function judge(precondition: Precondition, tier: string, evidence: Evidence | undefined, now: number): Finding {
  const { indicator: id, tier: named, comparison } = precondition;
  const { indicator, sample } = evidence ?? {};
  const expected = {
    ...{ indicator: id, tier: named ?? tier, comparison },
    ...(indicator === undefined ? {} : { title: indicator.title, unit: indicator.unit }),
  };
  if (evidence === undefined) return { expected, verdict: 'unreached', at: now };
  if (indicator === undefined || sample === undefined) return { expected, verdict: 'missing', at: now };
  const found = { value: sample.value, t: fromWireTime(sample.t) };
  const isFresh = sample.quality !== 'bad' && now - found.t <= indicator.staleAfterMs;
  const verdict = !isFresh ? 'stale' : fits(found.value, comparison) ? 'holds' : 'fails';
  return { expected, verdict, found, at: now };
}

function fits(value: number, { op, value: limit }: Comparison): boolean {
  switch (op) {
    case 'lt':
      return value < limit;
    case 'le':
      return value <= limit;
    case 'gt':
      return value > limit;
    case 'ge':
      return value >= limit;
    case 'eq':
      return value === limit;
    default:
      return op satisfies never;
  }
}
