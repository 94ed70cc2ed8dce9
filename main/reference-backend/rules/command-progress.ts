import type { CommandState, DirectiveState } from '../../../preload/contract/index.js';
import { isClosed } from '../../../preload/contract/index.js';

/** States that show that somebody accepted, whether or not the receipt `accepted` itself came. */
const TAKEN_UP: ReadonlySet<DirectiveState> = new Set<DirectiveState>(['accepted', 'acting', 'forwarded', 'done', 'verified']);

/**
 * The states that a command enters now, in order, given those of its directives: `running` when the first one is
 * accepted, `finished` when all are closed; one that was reopened brings a finished command back to `running`.
 */
export function progressOf(state: CommandState, directives: readonly DirectiveState[]): CommandState[] {
  const running = directives.some((directive) => TAKEN_UP.has(directive));
  const finished = directives.length > 0 && directives.every(isClosed);
  switch (state) {
    case 'issued':
      return [...(running ? (['running'] as const) : []), ...(finished ? (['finished'] as const) : [])];
    case 'running':
      return finished ? ['finished'] : [];
    case 'finished':
      return directives.length > 0 && !finished ? ['running'] : [];
    case 'awaiting-approval':
    case 'verified':
    case 'refused':
    case 'expired':
    case 'recalled':
      return [];
  }
}
