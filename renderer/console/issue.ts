import type { AppError, Desk } from '../../preload/contract/index.js';

/**
 * How the order in the preview stands with the hub. `asked`: it was handed over and not answered yet; `unknown`: the
 * hub went away before it answered, so the order may be stored or not. `hubs` are those that may be the one that was
 * asked: what they said before they went away decides nothing.
 */
export type Issue =
  | { readonly phase: 'ready'; readonly problem?: AppError }
  | { readonly phase: 'asked' | 'unknown'; readonly hubs: readonly string[] };

export type IssueFact =
  /** the officer held the key; `hub` drew up the desk that was shown then, if there was one */
  | { readonly kind: 'held'; readonly hub: string | undefined }
  /** the bridge answered; without a problem the order is stored */
  | { readonly kind: 'answered'; readonly problem: AppError | undefined }
  | { readonly kind: 'desk'; readonly desk: Pick<Desk, 'hub' | 'outbox'> };

export const READY: Issue = { phase: 'ready' };

/**
 * What a fact makes of it. An order is stored when an answer or an outbox says so, and not stored when a hub refused
 * it, or when a hub that came up after the silence does not have it. Until then the outcome is unknown, and preparing
 * the order anew could double it.
 * @param id the order's
 */
export function afterFact(issue: Issue, id: string, fact: IssueFact): Issue | 'stored' {
  switch (fact.kind) {
    case 'held':
      return issue.phase === 'ready' ? { phase: 'asked', hubs: fact.hub === undefined ? [] : [fact.hub] } : issue;
    case 'answered':
      if (fact.problem === undefined) return 'stored';
      if (issue.phase !== 'asked') return issue;
      return fact.problem.code === 'hub-away' ? { ...issue, phase: 'unknown' } : { phase: 'ready', problem: fact.problem };
    case 'desk': {
      const { hub, outbox } = fact.desk;
      if (outbox.some((item) => item.id === id)) return 'stored';
      if (issue.phase === 'ready' || issue.hubs.includes(hub)) return issue;
      // A hub may come up, be asked and die before it answers: only once the answer failed is the next one a later one.
      if (issue.phase === 'asked') return { ...issue, hubs: [...issue.hubs, hub] };
      return { phase: 'ready', problem: { code: 'order-not-stored' } };
    }
    default:
      return fact satisfies never;
  }
}
