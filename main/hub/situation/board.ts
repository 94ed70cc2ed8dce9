import type { Alarm, Asset, Incident, Indicator, StreamEvent } from '../../../preload/contract/index.js';
import type { Changes, KeptAlarm } from '../store/index.js';
import { isAlarmKept, isIncidentKept, nextAlarm, nextIncident } from './happenings.js';

/** What is on the board: things that have an id. */
export type BoardContent = {
  readonly indicators: readonly Indicator[];
  readonly incidents: readonly Incident[];
  readonly alarms: readonly KeptAlarm[];
  readonly assets: readonly Asset[];
};

/** What changed on the board, for those who show it. */
export type SituationChanges = {
  readonly indicators?: Changes<Indicator>;
  readonly incidents?: Changes<Incident>;
  readonly alarms?: Changes<Alarm>;
  readonly assets?: Changes<Asset>;
};

/** What the stream changed, for the cache. */
export type Happened = { readonly incidents: Changes<Incident>; readonly alarms: Changes<KeptAlarm> };

/** The indicators, incidents, alarms and assets as they stand, in memory: events are merged with what is known. */
export class Board {
  #indicators = new Map<string, Indicator>();
  #incidents = new Map<string, Incident>();
  #alarms = new Map<string, KeptAlarm>();
  #assets = new Map<string, Asset>();

  get content(): BoardContent {
    return {
      indicators: [...this.#indicators.values()],
      incidents: [...this.#incidents.values()],
      alarms: [...this.#alarms.values()],
      assets: [...this.#assets.values()],
    };
  }

  indicator(id: string): Indicator | undefined {
    return this.#indicators.get(id);
  }

  hasAsset(id: string): boolean {
    return this.#assets.has(id);
  }

  /** Takes a whole content instead of what is there; what is gone is told too. */
  replace(content: BoardContent): Required<SituationChanges> {
    const before = this.content;
    this.#indicators = byId(content.indicators);
    this.#incidents = byId(content.incidents);
    this.#alarms = new Map(content.alarms.map((kept) => [kept.alarm.id, kept]));
    this.#assets = byId(content.assets);
    return {
      indicators: difference(before.indicators, content.indicators),
      incidents: difference(before.incidents, content.incidents),
      alarms: difference(before.alarms.map(alarmOf), content.alarms.map(alarmOf)),
      assets: difference(before.assets, content.assets),
    };
  }

  setAssets(assets: readonly Asset[]): Changes<Asset> {
    const before = [...this.#assets.values()];
    this.#assets = byId(assets);
    return difference(before, assets);
  }

  /** @param now backend's clock, UTC ms */
  take(events: readonly StreamEvent[], now: number): Happened {
    const [incidents, alarms] = [new Set<string>(), new Set<string>()];
    for (const event of events) {
      const { type, data } = event;
      if (type === 'yilan.incidents') {
        this.#incidents.set(data.id, nextIncident(this.#incidents.get(data.id), data));
        incidents.add(data.id);
      } else if (type === 'yilan.alarms') {
        this.#alarms.set(data.id, nextAlarm(this.#alarms.get(data.id), event));
        alarms.add(data.id);
      }
    }
    return this.#settle(incidents, alarms, now);
  }

  /** Takes away what has been over for too long. */
  forgetOver(now: number): Happened {
    const over = [...this.#incidents.values()].filter((incident) => !isIncidentKept(incident, now)).map(({ id }) => id);
    const back = [...this.#alarms.values()].filter(({ alarm }) => !isAlarmKept(alarm, now)).map(({ alarm }) => alarm.id);
    return this.#settle(new Set(over), new Set(back), now);
  }

  #settle(incidents: ReadonlySet<string>, alarms: ReadonlySet<string>, now: number): Happened {
    return {
      incidents: settled(this.#incidents, incidents, (incident) => isIncidentKept(incident, now)),
      alarms: settled(this.#alarms, alarms, ({ alarm }) => isAlarmKept(alarm, now)),
    };
  }
}

/** Of those that were touched: which stay, and which are taken away. */
function settled<T>(map: Map<string, T>, touched: ReadonlySet<string>, stays: (item: T) => boolean): Changes<T> {
  const upserts: T[] = [];
  const removed: string[] = [];
  for (const id of touched) {
    const item = map.get(id);
    if (item !== undefined && stays(item)) upserts.push(item);
    else {
      map.delete(id);
      removed.push(id);
    }
  }
  return { upserts, removed };
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

export const alarmOf = ({ alarm }: KeptAlarm): Alarm => alarm;

function difference<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): Changes<T> {
  const [known, now] = [byId(before), byId(after)];
  return {
    upserts: after.filter((item) => JSON.stringify(known.get(item.id)) !== JSON.stringify(item)),
    removed: before.map(({ id }) => id).filter((id) => !now.has(id)),
  };
}
