import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ConsoleBridge,
  ConsoleContext,
  DeskAnswer,
  DeskArgument,
  DeskVerb,
  Result,
  Tier,
} from '../../preload/contract/index.js';
import { useDesk } from '../state/index.js';
import { consoleUi } from './desk-store.js';

export type DeskContext = { readonly bridge: ConsoleBridge; readonly context: ConsoleContext };
export const DeskContextProvider = createContext<DeskContext | undefined>(undefined);

export function useDeskContext(): DeskContext {
  const desk = useContext(DeskContextProvider);
  if (desk === undefined) throw new Error('a part of the console stands outside of it');
  return desk;
}

/** Verbs without a form beside which their failure could be shown; it goes to the strip. */
const SHOWN_IN_STRIP: ReadonlySet<DeskVerb> = new Set<DeskVerb>(['logOut', 'focus', 'look', 'dismissNotice']);

/** Asks the hub. The strip shows the failures of some verbs (`SHOWN_IN_STRIP`); whoever asks another one shows its failure. */
export type Ask = <V extends DeskVerb>(verb: V, argument: DeskArgument<V>) => Promise<Result<DeskAnswer<V>>>;

export function useAsk(): Ask {
  const { bridge } = useDeskContext();
  return useMemo<Ask>(
    () => async (verb, argument) => {
      const result = await bridge.ask(verb, argument);
      if (SHOWN_IN_STRIP.has(verb)) consoleUi.setState({ problem: result.ok ? undefined : result.error });
      return result;
    },
    [bridge],
  );
}

const NO_TIERS: readonly Tier[] = [];

/** The tiers that the hub knows, by code. */
export function useTiers(): ReadonlyMap<string, Tier> {
  const tiers = useDesk((desk) => desk.tiers) ?? NO_TIERS;
  return useMemo(() => new Map(tiers.map((tier) => [tier.code, tier])), [tiers]);
}

/** A tier's name; its code where the name is not known (yet). */
export function useTierName(): (code: string) => string {
  const tiers = useTiers();
  const { t } = useTranslation();
  return (code) => tiers.get(code)?.name ?? t('tier.unknown', { code });
}
