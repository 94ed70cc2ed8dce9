import { createRoot } from 'react-dom/client';
import type { ConsoleBridge } from '../../preload/contract/index.js';
import { faultOf, initI18n, reportUnhandled } from '../kit/index.js';
import { connect, keepContext, keepRootMarked } from '../state/index.js';
import { Console } from './Console.js';

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve();
    });
  });

/** Starts the console in `root`; says `drawn` once the first picture with its fonts is on the screen. */
export async function startConsole(bridge: ConsoleBridge, root: HTMLElement): Promise<void> {
  reportUnhandled((fault) => {
    bridge.fault(fault);
  });
  connect(bridge, { scene: {}, commands: {}, desk: {}, catalogue: {}, diagnostics: {} });
  keepRootMarked(document.documentElement);
  const context = await keepContext(bridge);
  await initI18n(context.getState().locale);
  createRoot(root, {
    onUncaughtError: (error) => {
      bridge.fault(faultOf(error));
    },
  }).render(<Console bridge={bridge} hall={context} />);
  // Fonts are asked for by the first layout; only then does `ready` wait for them. One more frame puts them on.
  await nextFrame();
  await nextFrame();
  await document.fonts.ready;
  await nextFrame();
  bridge.drawn();
}
