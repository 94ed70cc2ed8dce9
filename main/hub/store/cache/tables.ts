import { tablesOf } from '../query.js';

/** A measured value as it is stored; `quality` is the place in `QUALITIES`, `demo` 0 or 1. */
type ValueColumns = { readonly t: number; readonly value: number; readonly quality: number; readonly demo: number };
type Bodies = { readonly id: string; readonly body: string };

/** The tables of cache.db (migrations/cache). */
export type CacheTables = {
  readonly cursor: {
    readonly only: number;
    readonly epoch: string;
    readonly sequence: string;
    readonly followed_since: number;
  };
  readonly heard: { readonly only: number; readonly at: number };
  readonly indicators: Bodies;
  readonly series: {
    readonly id: number;
    readonly indicator: string;
    readonly tier: string;
    readonly covered_from: number | null;
  };
  readonly samples: ValueColumns & { readonly series: number };
  readonly incidents: Bodies;
  readonly alarms: Bodies & { readonly sequence: string };
  readonly assets: Bodies;
  readonly positions: {
    readonly asset: string;
    readonly t: number;
    readonly lng: number;
    readonly lat: number;
    readonly heading: number | null;
    readonly speed: number | null;
    readonly quality: number;
    readonly demo: number;
  };
  readonly documents: {
    readonly id: number;
    readonly kind: string;
    readonly key: string;
    readonly title: string;
    readonly tier: string | null;
    readonly place: string | null;
    readonly weight: number;
    readonly name: string;
    readonly body: string;
    readonly initials: string;
    readonly sound: string;
  };
};

export const cache = tablesOf<CacheTables>();
