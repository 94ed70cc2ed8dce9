import type { z } from 'zod';
import type { Alarm, Incident, Result } from '../../preload/contract/index.js';
import {
  alarmListSchema,
  alarmStateSchema,
  assetListSchema,
  fail,
  fromWireTime,
  incidentListSchema,
  indicatorListSchema,
  latestListSchema,
  ok,
  partyListSchema,
  POINTS_MAX,
  seriesSchema,
  toWireTime,
} from '../../preload/contract/index.js';
import type { BackendLink } from './link/index.js';
import type { SituationSource } from './situation/index.js';

type Page<T> = { readonly items: readonly T[]; readonly next?: string | undefined };
type Paged<T> = { readonly items: readonly T[]; readonly whole: boolean };

/** Pages of one list at most; what lies behind them is too much for a hall, and `whole` is false. */
const PAGES_MOST = 50;
/** Alarms that are back to normal: so many pages of 200, newest first. */
const NORMAL_PAGES = 5;

/** The calls of the API that tell of the city's situation, over a link. */
export function situationSource(link: Pick<BackendLink, 'call'>): SituationSource {
  const pages = async <T>(
    path: string,
    schema: z.ZodType<Page<T>>,
    most = PAGES_MOST,
    goesOn: (page: readonly T[]) => boolean = () => true,
  ): Promise<Result<Paged<T>>> => {
    const items: T[] = [];
    let cursor: string | undefined;
    for (let count = 0; count < most; count += 1) {
      const sign = path.includes('?') ? '&' : '?';
      const answer = await link.call({
        method: 'GET',
        path: cursor === undefined ? path : `${path}${sign}cursor=${cursor}`,
        answer: schema,
      });
      if (!answer.ok) return fail(answer.error.code, answer.error.details);
      const { value } = answer.value;
      items.push(...value.items);
      cursor = value.next;
      if (cursor === undefined || !goesOn(value.items)) return ok({ items, whole: true });
    }
    return ok({ items, whole: false });
  };
  const all = async <T>(path: string, schema: z.ZodType<Page<T>>): Promise<Result<readonly T[]>> => {
    const read = await pages(path, schema);
    return read.ok ? ok(read.value.items) : read;
  };
  return {
    indicators: () => all('/v1/indicators', indicatorListSchema),
    latest: () => all('/v1/samples/latest?limit=2000', latestListSchema),
    assets: () => all('/v1/assets?limit=1000', assetListSchema),
    parties: () => all('/v1/parties?limit=1000', partyListSchema),
    incidents: async (createdSince) => {
      const found: Incident[] = [];
      for (const status of ['open', 'acting', 'closed'] as const) {
        // Newest first, so that behind the first old one there are only older ones.
        const isYoung = ({ createdAt }: Incident): boolean => status !== 'closed' || fromWireTime(createdAt) >= createdSince;
        const read = await pages<Incident>(`/v1/incidents?limit=200&status=${status}`, incidentListSchema, PAGES_MOST, (page) =>
          page.every(isYoung),
        );
        if (!read.ok) return read;
        found.push(...read.value.items.filter(isYoung));
      }
      return ok(found);
    },
    alarms: async () => {
      const found: Alarm[] = [];
      for (const state of alarmStateSchema.options) {
        const most = state === 'normal' ? NORMAL_PAGES : PAGES_MOST;
        const read = await pages<Alarm>(`/v1/alarms?limit=200&state=${state}`, alarmListSchema, most);
        if (!read.ok) return read;
        found.push(...read.value.items);
      }
      return ok(found);
    },
    samples: async ({ indicator, tier }, from, to) => {
      const span = `from=${toWireTime(from)}&to=${toWireTime(to)}`;
      const read = await pages(`/v1/indicators/${indicator}/samples?tier=${tier}&${span}&limit=${POINTS_MAX}`, seriesSchema, 10);
      return read.ok ? ok({ points: read.value.items, whole: read.value.whole }) : read;
    },
  };
}
