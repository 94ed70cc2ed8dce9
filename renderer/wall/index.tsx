import { createRoot } from 'react-dom/client';
import type { WallBridge } from '../../preload/contract/index.js';
import { initI18n, reportUnhandled } from '../kit/index.js';
import { connect, keepContext, keepRootMarked } from '../state/index.js';
import { WallWindow } from './WallWindow.js';
import './wall.css';

/** Starts one panel of the wall in `host`. */
export async function startWall(host: HTMLElement, bridge: WallBridge): Promise<void> {
  reportUnhandled((fault) => {
    bridge.fault(fault);
  });
  const context = await keepContext(bridge);
  const { locale } = context.getState();
  await initI18n(locale);
  document.documentElement.lang = locale;
  keepRootMarked(document.documentElement);
  connect(bridge, { scene: {}, commands: {} });
  createRoot(host).render(<WallWindow bridge={bridge} place={context} />);
}
