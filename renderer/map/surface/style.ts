import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapData } from '../data/load.js';

/** The darkest things in the room: land outside, four close tones of districts, their borders, water. */
const LAND = {
  outside: '#0A0D11',
  tones: ['#121920', '#14202A', '#111D28', '#182531'],
  involved: '#1B3242',
  border: '#2A3A47',
  outline: '#4A6072',
  outerRiver: '#1A2F3E',
  river: '#2B5876',
} as const;

export type StyleScale = {
  /** px of this panel per arc-minute */
  readonly minute: number;
  /** added to every zoom of the canvas to get this panel's: log2 of its density ratio */
  readonly zoomShift: number;
};

/** Rivers are off by about 0.6 km: gone where that would show (data README), zooms of the canvas. */
const RIVER_FADE = { from: 9, to: 10.5 } as const;
const RIVER_MINUTES = [3.2, 2.2, 1.5, 1] as const;
/** Low, so that neighbouring panels that pick different tile levels still draw the same border, px of a tile. */
const TOLERANCE = 0.1;

/** The base map. No glyphs: names are set by the window (labels/). */
export function mapStyle({ districts, outline, rivers }: MapData, { minute, zoomShift }: StyleScale): StyleSpecification {
  const geojson = { type: 'geojson', tolerance: TOLERANCE, buffer: 64 } as const;
  const riverWidth: ExpressionSpecification = [
    '*',
    minute,
    ['match', ['get', 'level'], 1, RIVER_MINUTES[0], 2, RIVER_MINUTES[1], 3, RIVER_MINUTES[2], RIVER_MINUTES[3]],
  ];
  const fade: ExpressionSpecification = [
    'interpolate',
    ['linear'],
    ['zoom'],
    RIVER_FADE.from + zoomShift,
    1,
    RIVER_FADE.to + zoomShift,
    0,
  ];
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return {
    version: 8,
    // Paint changes between states are switched at once in every window, never faded on each window's own clock.
    transition: { duration: 0, delay: 0 },
    sources: {
      districts: { ...geojson, data: districts, promoteId: 'code' },
      outline: { ...geojson, data: outline },
      rivers: { ...geojson, data: rivers },
    },
    layers: [
      { id: 'outside', type: 'background', paint: { 'background-color': LAND.outside } },
      {
        id: 'land',
        type: 'fill',
        source: 'districts',
        paint: {
          'fill-antialias': false,
          'fill-color': [
            'case',
            ['boolean', ['feature-state', 'involved'], false],
            LAND.involved,
            ['match', ['get', 'tone'], 0, LAND.tones[0], 1, LAND.tones[1], 2, LAND.tones[2], LAND.tones[3]],
          ],
        },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'districts',
        layout: round,
        paint: { 'line-color': LAND.border, 'line-width': 0.7 * minute },
      },
      {
        id: 'rivers',
        type: 'line',
        source: 'rivers',
        layout: round,
        paint: {
          'line-color': ['case', ['get', 'inside'], LAND.river, LAND.outerRiver],
          'line-width': riverWidth,
          'line-opacity': fade,
        },
      },
      {
        id: 'outline',
        type: 'line',
        source: 'outline',
        layout: round,
        paint: { 'line-color': LAND.outline, 'line-width': 1.1 * minute },
      },
      {
        id: 'looked-at',
        type: 'line',
        source: 'districts',
        layout: round,
        paint: {
          'line-color': '#4CA3FF',
          'line-width': 1.6 * minute,
          'line-opacity': ['case', ['boolean', ['feature-state', 'looked'], false], 0.9, 0],
        },
      },
    ],
  };
}
