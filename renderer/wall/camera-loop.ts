import type { Camera, CameraMove, Dispose, Picture } from '../../preload/contract/index.js';
import { cameraAt } from '../../preload/contract/index.js';

export type CameraLoop = {
  readonly picture: () => Picture | undefined;
  readonly onPicture: (listener: () => void) => Dispose;
  /** hub's monotonic ms; undefined before the first pong */
  readonly hubNow: () => number | undefined;
  readonly frame: (step: () => void) => number;
  readonly cancel: (id: number) => void;
  readonly apply: (camera: Camera) => void;
  /** once when a move begins */
  readonly onMoving: () => void;
  /** with the final camera and the move's id */
  readonly onRest: (camera: Camera, move: number) => void;
  /** why a camera could not be applied */
  readonly onFault: (error: unknown) => void;
};

const same = (a: Camera, b: Camera): boolean =>
  a.lng === b.lng && a.lat === b.lat && a.zoom === b.zoom && a.pitch === b.pitch && a.bearing === b.bearing;

/**
 * Evaluates the scheduled move at each frame of this window, in the hub's time, so that all windows show the same
 * camera at the same moment (2-architecture, Time). Between moves nothing runs. A move that cannot be applied, as when
 * the GPU process just died, is taken up again with the next picture.
 */
export function runCamera(loop: CameraLoop): Dispose {
  let frame: number | undefined;
  let applied: Camera | undefined;
  let move: CameraMove | undefined;
  let moving = false;

  const advance = (): void => {
    if (move === undefined) return;
    // Without the hub's clock there is nothing to be in step with: go straight to the end.
    const now = loop.hubNow() ?? Infinity;
    const camera = cameraAt(move, now);
    if (applied === undefined || !same(applied, camera)) {
      if (now > move.startAt && now < move.startAt + move.durationMs && !moving) {
        moving = true;
        loop.onMoving();
      }
      loop.apply(camera);
      applied = camera;
    }
    if (now >= move.startAt + move.durationMs) {
      moving = false;
      loop.onRest(camera, move.id);
    } else {
      frame = loop.frame(step);
    }
  };
  const step = (): void => {
    frame = undefined;
    try {
      advance();
    } catch (error) {
      // Not passed on: it would keep the picture from all who hear of it after this loop.
      move = undefined;
      loop.onFault(error);
    }
  };
  const look = (): void => {
    const next = loop.picture()?.camera;
    if (next === undefined || (move !== undefined && next.id === move.id && next.startAt === move.startAt)) return;
    move = next;
    if (frame !== undefined) loop.cancel(frame);
    step();
  };
  const end = loop.onPicture(look);
  look();
  return () => {
    end();
    if (frame !== undefined) loop.cancel(frame);
  };
}
