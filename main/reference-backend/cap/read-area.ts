import type { Form, FormReader } from './form.js';
import type { CapArea, LatLng } from './message.js';
import type { XmlElement } from './xml.js';

const AREA: Form = { areaDesc: '1', polygon: '*', circle: '*', geocode: '*', altitude: '?', ceiling: '?' };
const DECIMAL = /^[-+]?(\d+(\.\d*)?|\.\d+)$/;
/** Half of the Earth's girth, km: a larger circle covers everything. */
const RADIUS_MAX_KM = 20_038;

/** Reads an `area`. */
export function readArea(form: FormReader, area: XmlElement, path: string): CapArea {
  form.check(area, path, AREA);
  form.required(area, path, 'areaDesc');
  form.matching(area, path, 'altitude', DECIMAL, 'feet above mean sea level');
  form.matching(area, path, 'ceiling', DECIMAL, 'feet above mean sea level');
  return {
    polygons: filled(form.texts(area, path, 'polygon')).map(({ text, path: place }) => readPolygon(form, text, place)),
    circles: filled(form.texts(area, path, 'circle')).map(({ text, path: place }) => readCircle(form, text, place)),
    geocodes: form.all(area, path, 'geocode').map((each) => form.namedValue(each.element, each.path)),
  };
}

/** An element without content says nothing, as if it were not there. */
const filled = <T extends { readonly text: string }>(found: readonly T[]): T[] => found.filter(({ text }) => text !== '');

/** CAP 1.2, 3.2.4: at least four points, the last one is the first one. */
function readPolygon(form: FormReader, text: string, path: string): LatLng[] {
  const points = text.split(/\s+/).map((pair) => readPoint(form, pair, path));
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 4) form.fail(path, 'fewer than four points');
  else if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) form.fail(path, 'the last point is not the first');
  return points;
}

function readCircle(form: FormReader, text: string, path: string): { centre: LatLng; radiusKm: number } {
  const [centre = '', radius = '', ...more] = text.split(/\s+/);
  const radiusKm = DECIMAL.test(radius) ? Number(radius) : Number.NaN;
  const fits = more.length === 0 && radiusKm >= 0 && radiusKm <= RADIUS_MAX_KM;
  if (!fits) form.fail(path, 'expected latitude,longitude and a radius in km');
  return { centre: readPoint(form, centre, path), radiusKm: fits ? radiusKm : 0 };
}

function readPoint(form: FormReader, text: string, path: string): LatLng {
  const [lat = '', lng = '', ...more] = text.split(',');
  const point: LatLng = [Number(lat), Number(lng)];
  const fits =
    more.length === 0 && DECIMAL.test(lat) && DECIMAL.test(lng) && Math.abs(point[0]) <= 90 && Math.abs(point[1]) <= 180;
  if (!fits) form.fail(path, 'expected latitude,longitude');
  return fits ? point : [0, 0];
}
