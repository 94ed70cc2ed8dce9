import Store from 'electron-store';
import type { LastGoodSite } from './site/index.js';

type Settings = { lastGoodSite?: string };

/** What the app remembers on this machine between starts; orders and data live elsewhere. */
export function openSettings(dataDir: string): { readonly lastGoodSite: LastGoodSite } {
  const store = new Store<Settings>({ cwd: dataDir, name: 'settings', clearInvalidConfig: true });
  return {
    lastGoodSite: {
      read: () => store.get('lastGoodSite'),
      write: (text) => store.set('lastGoodSite', text),
    },
  };
}
