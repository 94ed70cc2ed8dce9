import { z } from 'zod';

/**
 * A camera over the whole wall canvas. `zoom` is MapLibre's (512 px tiles) at the canvas's reference density;
 * angles in degrees, pitch 0…60.
 */
export const cameraSchema = z.strictObject({
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-85).max(85),
  zoom: z.number().min(0).max(22),
  pitch: z.number().min(0).max(60),
  bearing: z.number().min(-360).max(360),
});
export type Camera = Readonly<z.infer<typeof cameraSchema>>;

/** A scheduled move. `startAt` is in the hub's monotonic milliseconds; a still camera has `durationMs` 0. */
export const cameraMoveSchema = z.strictObject({
  id: z.int().min(0),
  from: cameraSchema,
  to: cameraSchema,
  startAt: z.number(),
  durationMs: z.number().min(0).max(60_000),
  easing: z.literal('in-out-cubic'),
});
export type CameraMove = Readonly<z.infer<typeof cameraMoveSchema>>;

/** Vertical field of view of the reference camera in radians: MapLibre's default, 2·atan(1/3). */
export const FIELD_OF_VIEW = 2 * Math.atan(1 / 3);

const easeInOutCubic = (t: number): number => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);

/** The camera at a moment of the hub's monotonic clock; before the start `from`, after the end exactly `to`. */
export function cameraAt(move: CameraMove, hubNow: number): Camera {
  const { from, to } = move;
  if (hubNow >= move.startAt + move.durationMs) return to;
  if (hubNow <= move.startAt) return from;
  const t = easeInOutCubic((hubNow - move.startAt) / move.durationMs);
  const mix = (a: number, b: number): number => a + (b - a) * t;
  // Bearing turns the short way round; the centre moves in Mercator so that it goes straight on the screen.
  const turn = ((((to.bearing - from.bearing) % 360) + 540) % 360) - 180;
  return {
    lng: mix(from.lng, to.lng),
    lat: latFromMercator(mix(mercatorY(from.lat), mercatorY(to.lat))),
    zoom: mix(from.zoom, to.zoom),
    pitch: mix(from.pitch, to.pitch),
    bearing: from.bearing + turn * t,
  };
}

/** Latitude in degrees → Web Mercator y in 0 (north) … 1 (south). */
export const mercatorY = (lat: number): number => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/** Inverse of `mercatorY`. */
export const latFromMercator = (y: number): number => (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;

/** MapLibre's world size at zoom 0 in px. */
const TILE_PX = 512;

export type LngLat = readonly [lng: number, lat: number];
export type FitOptions = {
  /** kept free on every side, px of the canvas */
  readonly marginPx: number;
  /** degrees */
  readonly pitch: number;
  readonly bearing: number;
  readonly maxZoom: number;
};

/** Where a point of the ground appears, in px right of and below the canvas's centre; its plane is seen in perspective. */
export function projectToCanvas(
  point: LngLat,
  camera: Camera,
  canvas: { readonly height: number },
): readonly [x: number, y: number] {
  const worldPx = TILE_PX * 2 ** camera.zoom;
  const east = ((point[0] - camera.lng) / 360) * worldPx;
  const south = (mercatorY(point[1]) - mercatorY(camera.lat)) * worldPx;
  const turn = (camera.bearing * Math.PI) / 180;
  const right = east * Math.cos(turn) + south * Math.sin(turn);
  const down = south * Math.cos(turn) - east * Math.sin(turn);
  const pitch = (camera.pitch * Math.PI) / 180;
  const distance = (0.5 / Math.tan(FIELD_OF_VIEW / 2)) * canvas.height;
  const scale = distance / (distance - down * Math.sin(pitch));
  return [right * scale, down * Math.cos(pitch) * scale];
}

/** Rounds of the search below; each takes nine tenths of the remaining error away. */
const FIT_ROUNDS = 20;

/**
 * The camera that shows all points as large as possible in the middle of a canvas. With pitch the near side is larger
 * than the far side, so centre and zoom are found together, round by round.
 *
 * @param points at least one
 */
export function fitCamera(
  points: readonly LngLat[],
  canvas: { readonly width: number; readonly height: number },
  options: FitOptions,
): Camera {
  const { marginPx, pitch, bearing, maxZoom } = options;
  const lngs = points.map(([lng]) => lng);
  const ys = points.map(([, lat]) => mercatorY(lat));
  const span = Math.max(extent(lngs).size / 360, extent(ys).size, 1e-9);
  let camera: Camera = {
    lng: extent(lngs).middle,
    lat: latFromMercator(extent(ys).middle),
    zoom: clamp(Math.log2(Math.min(canvas.width, canvas.height) / (span * 2 * TILE_PX)), 0, maxZoom),
    pitch,
    bearing,
  };
  const free = { width: Math.max(canvas.width - 2 * marginPx, 1), height: Math.max(canvas.height - 2 * marginPx, 1) };
  for (let round = 0; round < FIT_ROUNDS; round += 1) {
    const seen = points.map((point) => projectToCanvas(point, camera, canvas));
    const across = extent(seen.map(([x]) => x));
    const along = extent(seen.map(([, y]) => y));
    const worldPx = TILE_PX * 2 ** camera.zoom;
    const turn = (bearing * Math.PI) / 180;
    const down = along.middle / Math.cos((pitch * Math.PI) / 180);
    const east = across.middle * Math.cos(turn) - down * Math.sin(turn);
    const south = across.middle * Math.sin(turn) + down * Math.cos(turn);
    const grow = Math.log2(Math.min(free.width / Math.max(across.size, 1e-6), free.height / Math.max(along.size, 1e-6)));
    camera = {
      ...camera,
      lng: camera.lng + (east / worldPx) * 360,
      lat: latFromMercator(mercatorY(camera.lat) + south / worldPx),
      // Growing by less than is missing keeps near points in front of the camera.
      zoom: clamp(camera.zoom + grow * 0.9, 0, maxZoom),
    };
  }
  return camera;
}

function extent(values: readonly number[]): { readonly middle: number; readonly size: number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return { middle: (low + high) / 2, size: high - low };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
