import { useCallback, useEffect } from 'react';
import type { Prepared } from '../../preload/contract/index.js';
import { deskStore } from '../state/index.js';
import { useAsk } from './desk-context.js';
import { consoleUi, noteIssue } from './desk-store.js';
import { focusColumnSoon } from './focus.js';
import type { IssueFact } from './issue.js';

function note(id: string, fact: IssueFact): void {
  if (noteIssue(id, fact) === 'stored') focusColumnSoon('middle');
}

/** Looks whether the outbox, as it is known now, decides what became of the order in the preview. */
function lookInOutbox(): void {
  const { desk } = deskStore.getState();
  const { flow } = consoleUi.getState();
  if (desk !== undefined && flow.step === 'preview') note(flow.prepared.id, { kind: 'desk', desk });
}

/** Hands the order in the preview to the hub. */
export function useIssue(): (prepared: Prepared) => void {
  const ask = useAsk();
  return useCallback(
    ({ id, hash }) => {
      note(id, { kind: 'held', hub: deskStore.getState().desk?.hub });
      void ask('issue', { id, hash }).then((result) => {
        note(id, { kind: 'answered', problem: result.ok ? undefined : result.error });
        lookInOutbox();
      });
    },
    [ask],
  );
}

/** Whether an order is stored is what the outbox says, however its preview fares meanwhile: a restarted hub knows no log-in. */
export function useOutboxDecides(): void {
  useEffect(() => deskStore.subscribe(lookInOutbox), []);
}
