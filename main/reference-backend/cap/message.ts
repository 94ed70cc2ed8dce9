import type { CapSeverity } from '../../../preload/contract/index.js';
import { CAP_SEVERITIES } from '../../../preload/contract/index.js';

/** Values of CAP 1.2 (OASIS, 2010-07-01), chapter 3.2. */
export const STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
export const MSG_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
export const SCOPES = ['Public', 'Restricted', 'Private'] as const;
export const CATEGORIES = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const;
export const RESPONSE_TYPES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const;
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;
export const SEVERITY_VALUES = CAP_SEVERITIES;

/** What names a message; `sent` in UTC ms. */
export type MessageName = { readonly sender: string; readonly identifier: string; readonly sent: number };

/** [latitude, longitude], WGS 84 degrees, as CAP writes them. */
export type LatLng = readonly [lat: number, lng: number];

export type CapArea = {
  readonly polygons: readonly (readonly LatLng[])[];
  readonly circles: readonly { readonly centre: LatLng; readonly radiusKm: number }[];
  /** values of the geocodes, whatever their names */
  readonly geocodes: readonly string[];
};

export type CapInfo = {
  readonly language: string;
  readonly category: (typeof CATEGORIES)[number];
  readonly event: string;
  readonly urgency: (typeof URGENCIES)[number];
  readonly severity: CapSeverity;
  readonly certainty: (typeof CERTAINTIES)[number];
  readonly headline: string | undefined;
  readonly senderName: string | undefined;
  readonly web: string | undefined;
  /** UTC ms; undefined: it does not say */
  readonly expires: number | undefined;
  readonly areas: readonly CapArea[];
};

/** A message, with what this program does something with. */
export type CapMessage = MessageName & {
  readonly status: (typeof STATUSES)[number];
  readonly msgType: (typeof MSG_TYPES)[number];
  readonly references: readonly MessageName[];
  readonly infos: readonly CapInfo[];
  readonly signed: boolean;
};

/**
 * When all that a message says is over, UTC ms; null: never by itself. CAP 1.2, 3.2.2: where an `info` names no time,
 * each recipient has its own rule, and here that is to wait for an Update or a Cancel.
 */
export function expiryOf(infos: readonly CapInfo[]): number | null {
  const times = infos.flatMap(({ expires }) => expires ?? []);
  return times.length < infos.length || times.length === 0 ? null : Math.max(...times);
}

/** The `info` that is shown: the first in Chinese, else the first. RFC 3066: a language is its first subtag. */
export const shownInfo = (infos: readonly CapInfo[]): CapInfo | undefined =>
  infos.find(({ language }) => /^zh(-|$)/i.test(language)) ?? infos[0];
