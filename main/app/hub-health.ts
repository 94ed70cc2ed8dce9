import type { AppError, SiteFault } from '../../preload/contract/index.js';

/** What main hears of the hub's process. `at` monotonic ms. */
export type HubEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'ended'; readonly code: number; readonly at: number };

/** What main knows of the hub. */
export type HubHealth = {
  readonly isReady: boolean;
  /** why it could not work when it last said so; forgotten once it is ready */
  readonly refused: AppError | undefined;
  /** when it ended within the last minute, monotonic ms */
  readonly ends: readonly number[];
  readonly lastCode: number;
};

export const HUB_STARTING: HubHealth = { isReady: false, refused: undefined, ends: [], lastCode: 0 };

/** So many ends within this time, ms, are told; a single one is mended by the restart before anybody could read of it. */
const ENDS = { told: 3, withinMs: 60_000 } as const;

export function afterHubEvent(before: HubHealth, event: HubEvent): HubHealth {
  switch (event.kind) {
    case 'ready':
      return { ...before, isReady: true, refused: undefined };
    case 'refused':
      return { ...before, isReady: false, refused: event.error };
    case 'ended': {
      const ends = [...before.ends.filter((earlier) => event.at - earlier < ENDS.withinMs), event.at];
      return { ...before, isReady: false, ends, lastCode: event.code };
    }
  }
}

/** What the console has to say of the hub: `hub-ending`, or the code with which it refused to work. */
export function hubFault({ isReady, refused, ends, lastCode }: HubHealth): SiteFault | undefined {
  if (isReady) return undefined;
  if (refused !== undefined) return { path: 'hub', code: refused.code, message: JSON.stringify(refused.details ?? {}) };
  if (ends.length < ENDS.told) return undefined;
  return {
    path: 'hub',
    code: 'hub-ending',
    message: `the data service ended ${ends.length} times within a minute, last with exit code ${lastCode}; it is started again by itself, and if this stays, logs/main.log and logs/hub.log in the data folder say more`,
  };
}
