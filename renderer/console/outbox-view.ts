import type { OutboxItem } from '../../preload/contract/index.js';

/** How an order is told of: its state, or what is more than the state says. */
export type Told = OutboxItem['state'] | 'lost' | 'asked' | 'withdrawing' | 'withdrawn';

/**
 * `lost`: it did go out once, so the words for what never left would be wrong · `asked`: it waits for its officer ·
 * `withdrawing`: its officer withdrew it, and whether it had arrived before is not known yet.
 */
export function toldOf({ state, problem, question }: Pick<OutboxItem, 'state' | 'problem' | 'question'>): Told {
  if (problem?.code === 'lost-by-backend') return 'lost';
  if (state === 'refused') return problem?.code === 'withdrawn' ? 'withdrawn' : 'refused';
  if (state !== 'held' && state !== 'sending') return state;
  if (question !== undefined && question.answer === undefined) return 'asked';
  return question?.answer?.choice === 'withdraw' ? 'withdrawing' : state;
}
