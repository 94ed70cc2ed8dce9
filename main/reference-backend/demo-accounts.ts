import type { Role } from '../../preload/contract/index.js';

/** The top of the tree, where the demo is at home. */
export const CITY = '500000';

/** Accounts of the demo's programs; what they hand in is `demo`. Both may act for every tier below the city. */
export const DEMO_ACCOUNTS = {
  responder: { name: 'demo-responder', roles: ['responder'] },
  /** officer too, since a scenario issues commands */
  feeds: { name: 'demo-feeds', roles: ['responder', 'officer'] },
} as const satisfies Record<string, { readonly name: string; readonly roles: readonly Role[] }>;

export const DEMO_NAMES: readonly string[] = Object.values(DEMO_ACCOUNTS).map(({ name }) => name);

export type DemoTokens = Readonly<Record<keyof typeof DEMO_ACCOUNTS, string>>;
