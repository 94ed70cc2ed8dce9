import type { ConsoleBridge, WallBridge } from '../../preload/contract/index.js';

/**
 * The only place that reads `window.*`: the preload of the window's role has put its bridge there.
 * @throws Error when it has not; the page cannot work then, and the window is reported and replaced
 */
function bridge(): unknown {
  const { yilan } = window as Window & { readonly yilan?: unknown };
  if (typeof yilan !== 'object' || yilan === null) throw new Error('window.yilan is missing: the preload did not run');
  return yilan;
}

// The preload of a role offers exactly that role's bridge, and the entry of a role asks for no other.
export const wallBridge = (): WallBridge => bridge() as WallBridge;
export const consoleBridge = (): ConsoleBridge => bridge() as ConsoleBridge;
