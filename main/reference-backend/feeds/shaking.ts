import type { Severity } from '../../../preload/contract/index.js';
import type { HandIn } from '../api-client.js';
import type { Feed } from './feed.js';
import { happeningId } from './identity.js';
import type { Quake, Replayed } from './quakes.js';
import { replayed } from './quakes.js';

/** Weaker ones are felt by instruments only, and a hall has enough to do. */
const MAGNITUDE_MIN = 4.5;
const MEMORY_MS = 6 * 3_600_000;

/** The recorded week of earthquakes as incidents of the root tier, each at its place in the world. */
export function shaking(quakes: readonly Quake[], root: string): Feed {
  const strong = quakes.filter(({ magnitude }) => magnitude >= MAGNITUDE_MIN);
  return {
    name: 'earthquakes',
    memoryMs: MEMORY_MS,
    between: (from, to) => replayed(strong, from, to).map((again) => posting(again, root)),
  };
}

function posting({ quake, at }: Replayed, root: string): HandIn {
  const { id, magnitude, place, point, depthKm } = quake;
  return {
    method: 'POST',
    path: '/v1/incidents',
    body: {
      id: happeningId({ rule: 'demo-earthquake-replay', ruleVersion: 1, subject: id, start: at }),
      kind: 'earthquake',
      title: `M ${magnitude.toFixed(1)} ${place}（深 ${Math.round(depthKm)} km，2018 年记录回放）`,
      severity: severityOf(magnitude),
      certainty: 'observed',
      urgency: 'past',
      tier: root,
      geometry: { type: 'Point', coordinates: point },
      source: 'USGS 2018-02 回放（演示）',
    },
  };
}

/** By magnitude alone, as the national plan for earthquake emergencies grades before losses are known. */
const severityOf = (magnitude: number): Severity =>
  magnitude >= 7 ? 'critical' : magnitude >= 6 ? 'major' : magnitude >= 5 ? 'moderate' : 'minor';
