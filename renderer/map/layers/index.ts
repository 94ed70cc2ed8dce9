import type { Layer } from '@deck.gl/core';
import { ArcLayer, IconLayer, LineLayer, ScatterplotLayer } from '@deck.gl/layers';
import { directiveLook } from '../../kit/look.js';
import type { Towns } from '../../../preload/contract/map-data.js';
import type { Atlas } from './atlas.js';
import { colour } from './colour.js';
import { dashes, type TreeFlow, type TreeShape, type TreeSymbol } from './tree.js';

/** Everything lies flat on one ground and is painted in order; depth would only let neighbours eat each other. */
const FLAT = { depthCompare: 'always', depthWriteEnabled: false } as const;

const ACCENT = '#4CA3FF';
const LATE = directiveLook.overdue.colour;
const TOWN = '#8FA3B5';

/** Visual angles in arc-minutes. */
const SIZE = { town: 14, district: 19, issuer: 13, broken: 1.35, arc: 1.9, line: 0.9, brokenLine: 2 } as const;
const TOWN_DOT = { overview: 2.6, most: 6.5 } as const;
const DASHES = 7;

export type LayerInput = {
  readonly towns: Towns;
  readonly tree: TreeShape;
  readonly atlas: Atlas;
  /** pixels of this panel per arc-minute */
  readonly minute: number;
  /** see `nearness` */
  readonly near: number;
};

/** Diameter of a directive's symbol in arc-minutes; it grows on approach, where there is room, up to 1.6 times. */
export const symbolMinutes = ({ look, level }: TreeSymbol, near: number): number =>
  SIZE[level] * (look === 'overdue' || look === 'unreachable' ? SIZE.broken : 1) * Math.min(1.6, near ** 0.3);

/** Deck's layers in the order in which they are painted. Positions in degrees, sizes in px of this panel. */
export function mapLayers({ towns, tree, atlas, minute, near }: LayerInput): Layer[] {
  const dot = Math.min(TOWN_DOT.most, TOWN_DOT.overview * Math.sqrt(near)) * minute;
  const whole = tree.lines.filter((line) => !line.broken);
  const broken = tree.lines.filter((line) => line.broken).flatMap((line) => dashes(line, DASHES));
  return [
    new ScatterplotLayer<number>({
      id: 'towns',
      data: towns.code.map((_, index) => index),
      getPosition: (i) => [towns.lng[i] ?? 0, towns.lat[i] ?? 0],
      getRadius: 0.5,
      radiusUnits: 'pixels',
      radiusScale: dot,
      billboard: true,
      // A synthetic point is a guess: fainter.
      getFillColor: (i) => colour(TOWN, towns.synthetic[i] === 1 ? 0.22 : 0.5),
      parameters: FLAT,
    }),
    new LineLayer<TreeFlow>({
      id: 'tree-lines',
      data: whole,
      getSourcePosition: (line) => [...line.from],
      getTargetPosition: (line) => [...line.to],
      getColor: colour('#C9D3DD', 0.42),
      getWidth: SIZE.line * minute,
      updateTriggers: { getWidth: minute },
      parameters: FLAT,
    }),
    new LineLayer<(typeof broken)[number]>({
      id: 'tree-broken',
      data: broken,
      getSourcePosition: ([from]) => [...from],
      getTargetPosition: ([, to]) => [...to],
      getColor: colour(LATE),
      getWidth: SIZE.brokenLine * minute,
      updateTriggers: { getWidth: minute },
      parameters: FLAT,
    }),
    new ArcLayer<TreeFlow>({
      id: 'tree-arcs',
      data: tree.arcs,
      getSourcePosition: (arc) => [...arc.from],
      getTargetPosition: (arc) => [...arc.to],
      getSourceColor: (arc) => colour(arc.broken ? LATE : ACCENT),
      getTargetColor: (arc) => colour(arc.broken ? LATE : ACCENT),
      getWidth: SIZE.arc * minute,
      getHeight: 0.45,
      numSegments: 96,
      updateTriggers: { getWidth: minute },
      parameters: FLAT,
    }),
    new IconLayer<TreeSymbol>({
      id: 'tree-symbols',
      data: tree.symbols,
      iconAtlas: atlas.image,
      iconMapping: atlas.mapping,
      getIcon: (symbol) => symbol.look,
      getPosition: (symbol) => [...symbol.at],
      getSize: (symbol) => symbolMinutes(symbol, near) * minute,
      sizeUnits: 'pixels',
      updateTriggers: { getSize: [minute, near] },
      parameters: FLAT,
    }),
    new ScatterplotLayer<readonly [number, number]>({
      id: 'tree-issuer',
      data: tree.issuer === null ? [] : [tree.issuer],
      getPosition: (at) => [...at],
      getRadius: 0.5,
      radiusUnits: 'pixels',
      radiusScale: SIZE.issuer * minute,
      billboard: true,
      stroked: true,
      lineWidthUnits: 'pixels',
      getLineWidth: 2.2 * minute,
      getLineColor: colour('#0B0E12'),
      getFillColor: colour('#FFFFFF'),
      updateTriggers: { getLineWidth: minute },
      parameters: FLAT,
    }),
  ];
}
