// GeoJSON (RFC 7946) as far as the map's files use it; the contract takes no library's types for it.
type Polygon = { type: 'Polygon'; coordinates: number[][][] };
type MultiPolygon = { type: 'MultiPolygon'; coordinates: number[][][][] };
type LineString = { type: 'LineString'; coordinates: number[][] };
type Feature<G, P> = { type: 'Feature'; geometry: G; properties: P };
type FeatureCollection<G, P> = { type: 'FeatureCollection'; features: Feature<G, P>[] };

/** [west, south, east, north], degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

export type DistrictProperties = {
  readonly code: string;
  readonly name: string;
  /** a point inside the polygon where its name may stand, [longitude, latitude] */
  readonly labelPoint: readonly [number, number];
  readonly bbox: Box;
  /** 0…3: neighbours differ, so that districts can be told apart in close greys */
  readonly tone: number;
  /** share of the city's area, 0…1 */
  readonly share: number;
  /** the border was pieced together from town cells, not surveyed */
  readonly approximate: boolean;
};

/** `districts.json`: today's districts, WGS 84. */
export type Districts = FeatureCollection<Polygon | MultiPolygon, DistrictProperties>;

/** `outline.json`: the city as one polygon. */
export type Outline = Feature<
  Polygon | MultiPolygon,
  { readonly code: string; readonly name: string; readonly seat: readonly [number, number]; readonly bbox: Box }
>;

/** `rivers.json`; `level` 1 = largest; cut at the city's border, so that what lies outside can be quieter. */
export type Rivers = FeatureCollection<LineString, { readonly level: number; readonly inside: boolean }>;

/** `towns.json`: today's towns as columns of equal length. */
export type Towns = {
  readonly code: readonly string[];
  readonly parent: readonly string[];
  readonly name: readonly string[];
  readonly lng: readonly number[];
  readonly lat: readonly number[];
  /** 1: placed inside its district, not surveyed; shown as approximate */
  readonly synthetic: readonly (0 | 1)[];
};

/** `data.version`: which list and which change the files were made from. */
export type DataVersion = {
  readonly version: string;
  readonly validFrom: string;
  readonly districts: number;
  readonly towns: number;
};
