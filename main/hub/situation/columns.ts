import type { Asset, LatestSample, PositionBatch, Quality, SampleBatch, SeriesPoint } from '../../../preload/contract/index.js';
import { fromWireTime, QUALITIES } from '../../../preload/contract/index.js';
import type { SeriesColumns } from '../store/index.js';

const qualityIndex = (quality: Quality): number => QUALITIES.indexOf(quality);

type Point = Pick<SeriesPoint, 't' | 'value' | 'quality' | 'demo'>;

/** Points of a list of the API as columns. */
export const seriesColumns = (points: readonly Point[]): SeriesColumns => ({
  t: Float64Array.from(points, ({ t }) => fromWireTime(t)),
  value: Float64Array.from(points, ({ value }) => value),
  quality: Uint8Array.from(points, ({ quality }) => qualityIndex(quality)),
  demo: Uint8Array.from(points, ({ demo }) => (demo ? 1 : 0)),
});

export const sampleColumns = (samples: readonly LatestSample[]): SampleBatch => ({
  indicator: samples.map(({ indicator }) => indicator),
  tier: samples.map(({ tier }) => tier),
  ...seriesColumns(samples),
});

/** Where the assets of a list are, as far as anybody reported it. */
export function positionColumns(assets: readonly Asset[]): PositionBatch {
  const placed = assets.flatMap(({ id, position }) =>
    position?.t === undefined ? [] : [{ id, ...position, t: fromWireTime(position.t) }],
  );
  return {
    asset: placed.map(({ id }) => id),
    t: Float64Array.from(placed, ({ t }) => t),
    lng: Float64Array.from(placed, ({ lng }) => lng),
    lat: Float64Array.from(placed, ({ lat }) => lat),
    heading: Float64Array.from(placed, ({ heading }) => heading ?? Number.NaN),
    speed: Float64Array.from(placed, ({ speed }) => speed ?? Number.NaN),
    quality: Uint8Array.from(placed, ({ quality }) => qualityIndex(quality)),
    demo: Uint8Array.from(placed, ({ demo }) => (demo ? 1 : 0)),
  };
}

/** An asset without a reported position, which changes by the second and has columns of its own; where it was installed stays. */
export function withoutReport(asset: Asset): Asset {
  if (asset.position?.t === undefined) return asset;
  const { position: _reported, ...rest } = asset;
  return rest;
}

/** Two stretches of one series as one, oldest first; of two for the same moment the second stretch's counts. */
export function merged(older: SeriesColumns, newer: SeriesColumns): SeriesColumns {
  const places = new Map<number, readonly [SeriesColumns, number]>();
  for (const part of [older, newer]) part.t.forEach((t, index) => places.set(t, [part, index]));
  const ordered = [...places].sort(([a], [b]) => a - b).map(([, place]) => place);
  return {
    t: Float64Array.from(ordered, ([part, index]) => part.t[index] ?? Number.NaN),
    value: Float64Array.from(ordered, ([part, index]) => part.value[index] ?? Number.NaN),
    quality: Uint8Array.from(ordered, ([part, index]) => part.quality[index] ?? 0),
    demo: Uint8Array.from(ordered, ([part, index]) => part.demo[index] ?? 0),
  };
}
