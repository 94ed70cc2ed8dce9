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
export const mercatorY = (lat: number): number =>
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/** Inverse of `mercatorY`. */
export const latFromMercator = (y: number): number =>
  (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;

/** MapLibre's world size at zoom 0 in px. */
const TILE_PX = 512;

/**
 * The camera that shows a box in the middle of a canvas, leaving `marginPx` free on every side. The box is in
 * [west, south, east, north] degrees. With pitch the far edge shrinks, so the fit is by the foreshortened height
 * and errs on the side of showing more.
 */
export function fitCamera(
  box: readonly [west: number, south: number, east: number, north: number],
  canvas: { readonly width: number; readonly height: number },
  options: { readonly marginPx: number; readonly pitch: number; readonly bearing: number; readonly maxZoom: number },
): Camera {
  const [west, south, east, north] = box;
  const width = Math.max((east - west) / 360, 1e-9);
  const height = Math.max(mercatorY(south) - mercatorY(north), 1e-9);
  const turn = (options.bearing * Math.PI) / 180;
  const across = Math.abs(width * Math.cos(turn)) + Math.abs(height * Math.sin(turn));
  const along = Math.abs(width * Math.sin(turn)) + Math.abs(height * Math.cos(turn));
  const foreshortened = along * Math.cos((options.pitch * Math.PI) / 180);
  const scale = Math.min(
    Math.max(canvas.width - 2 * options.marginPx, 1) / across,
    Math.max(canvas.height - 2 * options.marginPx, 1) / foreshortened,
  );
  return {
    lng: (west + east) / 2,
    lat: latFromMercator((mercatorY(south) + mercatorY(north)) / 2),
    zoom: Math.min(Math.max(Math.log2(scale / TILE_PX), 0), options.maxZoom),
    pitch: options.pitch,
    bearing: options.bearing,
  };
}
