import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { WindowBridge } from '../../preload/contract/index.js';

/**
 * This window's context, kept current for as long as the page lives. It listens before it asks: a change that is told
 * while the answer is on its way, or before anything is drawn, is not told again.
 */
export async function keepContext<Context>(
  bridge: Pick<WindowBridge<Context>, 'context' | 'onContext'>,
): Promise<StoreApi<Context>> {
  let told: Context | undefined;
  let take = (context: Context): void => {
    told = context;
  };
  bridge.onContext((context) => {
    take(context);
  });
  const asked = await bridge.context();
  const store = createStore<Context>()(() => told ?? asked);
  take = (context) => {
    store.setState(context, true);
  };
  return store;
}
