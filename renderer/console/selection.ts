import { useCallback, useEffect } from 'react';
import { usePicture } from '../state/index.js';
import { useAsk } from './desk-context.js';
import { consoleUi, useConsoleUi } from './desk-store.js';

/** The command that the console shows: the officer's choice, else what the wall shows. */
export function useSelection(): { readonly selected: string | undefined; readonly select: (id: string) => void } {
  const ask = useAsk();
  const chosen = useConsoleUi((ui) => ui.selected);
  const focus = usePicture((picture) => picture.focus) ?? undefined;
  const select = useCallback(
    (id: string) => {
      consoleUi.setState({ selected: id, follow: undefined });
      void ask('focus', { command: id });
    },
    [ask],
  );
  return { selected: chosen ?? focus, select };
}

/** A command that was just issued has no tree yet; the wall follows it as soon as it has. */
export function useFollowIssued(): void {
  const ask = useAsk();
  const follow = useConsoleUi((ui) => ui.follow);
  const isThere = usePicture((picture) => picture.commands.some((command) => command.id === follow)) ?? false;
  useEffect(() => {
    if (!isThere || follow === undefined) return;
    consoleUi.setState({ follow: undefined });
    void ask('focus', { command: follow });
  }, [ask, follow, isThere]);
}
