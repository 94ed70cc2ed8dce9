import type { Frozen } from '../../../preload/contract/index.js';
import type { Order } from '../store/index.js';

/** The moment of these tests, UTC ms. */
export const NOW = Date.UTC(2026, 10, 23, 12);
export const MINUTE = 60_000;
export const idOf = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** The Yangtze at Cuntan has reached its warning level. */
export const FLOOD = { indicator: 'cuntan-level', comparison: { op: 'ge', value: 180.5 } } as const;

export const frozenOf = (id: string, change: Partial<Frozen> = {}): Frozen => ({
  v: 1,
  id,
  template: { id: 'flood-patrol', version: 1, hash: 'a'.repeat(64) },
  mode: 'live',
  level: 'important',
  approvals: 0,
  issuer: { account: 'duty-officer', tier: '500000' },
  parameters: { district: '500108' },
  text: '汛情巡查',
  targets: [{ tier: '500108', role: 'lead', via: null }],
  limits: { deliverMs: 1, acceptMs: 2, reportMs: 3, finishMs: 4 },
  frozenAt: new Date(NOW).toISOString(),
  expiresAt: new Date(NOW + MINUTE).toISOString(),
  ...change,
});

export const orderOf = (n: number, change: Partial<Order> = {}): Order => ({
  id: idOf(n),
  hash: 'b'.repeat(64),
  frozen: frozenOf(idOf(n)),
  title: '汛情巡查',
  account: 'duty-officer',
  state: 'held',
  attempts: 0,
  queuedAt: NOW - MINUTE,
  expiresAt: NOW + 5 * MINUTE,
  ...change,
});
