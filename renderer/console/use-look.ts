import { useCallback } from 'react';
import { useAsk } from './desk-context.js';

/** Turns the wall to a tier, or to the overview with null. */
export function useLook(): (tier: string | null) => void {
  const ask = useAsk();
  return useCallback(
    (tier) => {
      void ask('look', { tier });
    },
    [ask],
  );
}
