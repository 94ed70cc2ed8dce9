import type { Notice, OutboxItem } from '../../../preload/contract/index.js';
import type { Order } from '../store/index.js';

/** An order as the console shows it. */
export const itemOf = (order: Order): OutboxItem => {
  const { id, title, frozen, state, signature, queuedAt, expiresAt, attempts, problem, question } = order;
  return {
    id,
    title,
    text: frozen.text,
    state,
    approvals: frozen.approvals,
    signed: signature !== undefined,
    queuedAt,
    expiresAt,
    attempts,
    ...(problem === undefined ? {} : { problem }),
    ...(question === undefined ? {} : { question }),
  };
};

/**
 * What became of an order against its officer's will and was not noted yet: it was refused, ran out before it could be
 * sent, was lost with the backend that had taken it, or had arrived before it was withdrawn. A refusal that the officer
 * asked for needs no notice.
 */
export function noticeOf({ id, state, problem, question, notedAt, title, queuedAt: at }: Order): Notice | undefined {
  if (notedAt !== undefined) return undefined;
  if (state === 'refused' && problem !== undefined && problem.code !== 'withdrawn') {
    return { id: `order-refused:${id}`, at, code: 'order-refused', details: { title, problem: problem.code } };
  }
  if (state === 'expired') {
    const code = problem?.code === 'lost-by-backend' ? 'order-lost' : 'order-expired';
    return { id: `${code}:${id}`, at, code, details: { title } };
  }
  if (state === 'accepted-by-backend' && question?.answer?.choice === 'withdraw') {
    return { id: `order-arrived:${id}`, at, code: 'order-arrived', details: { title } };
  }
  return undefined;
}
