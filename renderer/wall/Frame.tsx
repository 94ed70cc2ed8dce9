import type { ReactElement } from 'react';
import type { PanelView } from '../../preload/contract/index.js';
import { usePicture } from '../state/index.js';
import { outerSides } from './layout.js';

/** The mode frames the whole wall (5-look.md): each panel draws the sides that lie at the wall's edge. LIVE has none. */
export function Frame({
  panel,
  panels,
}: {
  readonly panel: PanelView;
  readonly panels: readonly PanelView[];
}): ReactElement | null {
  const mode = usePicture((picture) => picture.mode);
  if (mode === undefined || mode === 'live') return null;
  return (
    <>
      {outerSides(panel, panels).map((side) => (
        <div key={side} className={`frame ${mode} ${side}`} data-chrome="frame" />
      ))}
    </>
  );
}
