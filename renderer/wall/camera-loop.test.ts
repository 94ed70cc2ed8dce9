import { describe, expect, it } from 'vitest';
import type { Camera, CameraMove, Picture } from '../../preload/contract/index.js';
import { runCamera } from './camera-loop.js';

const at = (lng: number): Camera => ({ lng, lat: 30, zoom: 7, pitch: 40, bearing: 0 });
const move = (id: number, from: number, to: number, startAt: number, durationMs: number): CameraMove => ({
  id,
  from: at(from),
  to: at(to),
  startAt,
  durationMs,
  easing: 'in-out-cubic',
});

function rig() {
  let now: number | undefined = 0;
  let picture: Picture | undefined;
  const listeners = new Set<() => void>();
  let pending: (() => void) | undefined;
  const log: string[] = [];
  const map = { isBroken: false };
  const end = runCamera({
    picture: () => picture,
    onPicture: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    hubNow: () => now,
    frame: (step) => {
      pending = step;
      return 1;
    },
    cancel: () => {
      pending = undefined;
    },
    apply: ({ lng }) => {
      if (map.isBroken) throw new Error('no map');
      log.push(String(Math.round(lng * 100) / 100));
    },
    onMoving: () => {
      log.push('moving');
    },
    onRest: ({ lng }) => {
      log.push(`rest ${lng}`);
    },
    onFault: (error) => {
      log.push(String(error));
    },
  });
  return {
    log,
    map,
    end,
    show: (camera: CameraMove) => {
      picture = { camera } as Picture;
      for (const listener of listeners) listener();
    },
    frameAt: (time: number | undefined) => {
      now = time;
      const step = pending;
      pending = undefined;
      step?.();
    },
    runs: () => pending !== undefined,
  };
}

describe('the camera loop', () => {
  it('waits for the moment, moves in hub time, ends exactly and then rests', () => {
    const { log, show, frameAt, runs } = rig();
    show(move(1, 100, 110, 50, 100));
    frameAt(60);
    frameAt(100);
    frameAt(150);
    expect(log).toEqual(['100', 'moving', '100.04', '105', '110', 'rest 110']);
    expect(runs()).toBe(false);
    show(move(1, 100, 110, 50, 100));
    expect(runs()).toBe(false);
  });

  it('shows a still camera at once', () => {
    const { log, show, runs } = rig();
    show(move(1, 105, 105, 0, 0));
    expect([log, runs()]).toEqual([['105', 'rest 105'], false]);
  });

  it('goes straight to the end while the clock of the hub is unknown', () => {
    const { log, show, frameAt } = rig();
    frameAt(undefined);
    show(move(1, 100, 110, 1e9, 500));
    expect(log).toEqual(['110', 'rest 110']);
  });

  it('reports a map that fails, keeps it from the others that hear of the picture, and goes on with the next picture', () => {
    const { log, map, show, frameAt, runs } = rig();
    const half = move(1, 100, 110, 0, 100);
    show(half);
    map.isBroken = true;
    frameAt(50);
    expect(runs()).toBe(false);
    show(half);
    expect(log).toEqual(['100', 'moving', 'Error: no map', 'Error: no map']);
    map.isBroken = false;
    frameAt(100);
    show(half);
    expect(log.slice(-2)).toEqual(['110', 'rest 110']);
  });

  it('drops a move that another replaces, and everything at the end', () => {
    const { log, show, frameAt, end, runs } = rig();
    show(move(1, 100, 110, 0, 100));
    frameAt(50);
    show(move(2, 105, 120, 60, 100));
    frameAt(110);
    expect(log.at(-1)).toBe('112.5');
    end();
    expect(runs()).toBe(false);
  });
});
