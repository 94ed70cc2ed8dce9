import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { Camera, WallContext } from '../../preload/contract/index.js';
import {
  mapNames,
  placeLabels,
  referencePxPerMinute,
  within,
  type MapData,
  type PlacedLabel,
  type TreeShape,
} from '../map/index.js';
import { areaOf, tileRects } from './layout.js';
import { fontPx } from './type.js';

type Props = {
  readonly context: WallContext;
  readonly data: MapData;
  readonly tree: TreeShape;
  /** the camera at rest; null while it moves */
  readonly camera: Camera | null;
};

/** Free space around a name, arc-minutes. */
const MARGIN = 3;

/** The names of the whole canvas, the same list in every window. */
function allLabels({ panels, canvas }: WallContext, data: MapData, tree: TreeShape, camera: Camera): PlacedLabel[] {
  const [first] = panels;
  if (first === undefined) return [];
  const minute = referencePxPerMinute(panels);
  const scale = {
    labelPx: fontPx('label', first) / first.densityRatio,
    notePx: fontPx('note', first) / first.densityRatio,
    minute,
  };
  return placeLabels({
    ...mapNames(data, tree, camera, canvas, scale),
    camera,
    canvas,
    panels: panels.map(areaOf),
    obstacles: tileRects(panels),
    marginPx: MARGIN * minute,
  });
}

/** This panel's share of the names. They fade away while the camera moves and come back at rest. */
export function Labels({ context, data, tree, camera }: Props): ReactElement {
  const { panel } = context;
  // While the camera moves the last names stay where they were, so that they can fade.
  const [still, setStill] = useState(camera);
  if (camera !== null && camera !== still) setStill(camera);
  const labels = useMemo(() => {
    if (still === null) return [];
    const area = areaOf(panel);
    return allLabels(context, data, tree, still).filter((label) => within(label.box, area));
  }, [context, panel, data, tree, still]);
  useEffect(() => {
    document.documentElement.dataset['labels'] = String(camera === null ? 0 : labels.length);
  }, [labels, camera]);
  const scale = panel.densityRatio;
  return (
    <svg
      className="names"
      data-chrome="names"
      width={panel.width}
      height={panel.height}
      style={{ opacity: camera === null ? 0 : 1 }}
    >
      {labels.map(({ id, text, tone, sizePx, box }) => (
        <text
          key={id}
          className={tone}
          data-label={id}
          textAnchor="middle"
          fontSize={sizePx * scale}
          x={(box.left + box.width / 2) * scale - panel.left}
          y={(box.top + box.height / 2) * scale - panel.top + 0.35 * sizePx * scale}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}
