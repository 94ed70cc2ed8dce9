import { EdgeInsets } from 'maplibre-gl';
import { expect, it } from 'vitest';
import { allowOffAxis } from './edge-insets.js';

// Kept before `allowOffAxis` runs: what the installed MapLibre does by itself.
const original = EdgeInsets.prototype.getCenter;

it("replaces exactly MapLibre's clamped centre", () => {
  const body = original.toString().replace(/\s+/g, '');
  // Minified: new P(clamp((this.left+w-this.right)/2,0,w),clamp((this.top+h-this.bottom)/2,0,h)).
  expect(body).toMatch(
    /^getCenter\((\w+),(\w+)\)\{\w+(?:\s*\w+=)?.*\(\(this\.left\+\1-this\.right\)\/2,0,\1\),.*\(\(this\.top\+\2-this\.bottom\)\/2,0,\2\)/,
  );
  const inside = new EdgeInsets(10, 30, 100, 20);
  const outside = new EdgeInsets(0, 0, 0, 5000);
  const before = original.call(inside, 640, 360);
  expect(original.call(outside, 640, 360).x).toBe(0);
  allowOffAxis();
  expect(inside.getCenter(640, 360)).toEqual(before);
  expect(outside.getCenter(640, 360).x).toBe((640 - 5000) / 2);
});
