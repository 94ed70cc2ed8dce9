import type { Alarm, Incident, StreamEvent } from '../../../preload/contract/index.js';
import { ALARM_FACTS_SHOWN, fromWireTime } from '../../../preload/contract/index.js';
import type { KeptAlarm } from '../store/index.js';

/** What is over stays in sight for so long, ms. */
const OVER_KEPT_MS = 7 * 86_400_000;

/** Whether an incident is shown: open ones, and those closed in the last 7 days. `now` in UTC ms. */
export const isIncidentKept = ({ status, updatedAt }: Incident, now: number): boolean =>
  status !== 'closed' || fromWireTime(updatedAt) > now - OVER_KEPT_MS;

/** Whether an alarm is shown: those that are not normal, and those to which something happened in the last 7 days. */
export const isAlarmKept = ({ state, since, facts }: Alarm, now: number): boolean =>
  state !== 'normal' ||
  Math.max(fromWireTime(since), ...facts.map(({ receivedAt }) => fromWireTime(receivedAt))) > now - OVER_KEPT_MS;

/** The incident after an event: of two versions the higher one, whichever comes first. */
export const nextIncident = (known: Incident | undefined, told: Incident): Incident =>
  known !== undefined && known.version > told.version ? known : told;

/** An alarm as a list gives it: it tells of its last fact. */
export const listedAlarm = (alarm: Alarm): KeptAlarm => ({
  alarm,
  sequence: alarm.facts.reduce((last, { sequence }) => (BigInt(sequence) > BigInt(last) ? sequence : last), '0'),
});

/**
 * The alarm after an event, which brings the state and the one fact that it tells of: facts are collected, the latest
 * ones. An event from before what is known adds nothing.
 */
export function nextAlarm(known: KeptAlarm | undefined, event: Extract<StreamEvent, { type: 'yilan.alarms' }>): KeptAlarm {
  if (known !== undefined && BigInt(known.sequence) > BigInt(event.sequence)) return known;
  const facts = new Map([...(known?.alarm.facts ?? []), ...event.data.facts].map((fact) => [fact.id, fact]));
  return { alarm: { ...event.data, facts: [...facts.values()].slice(-ALARM_FACTS_SHOWN) }, sequence: event.sequence };
}
