import type { Severity, Tier } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { HandIn } from '../api-client.js';
import type { Dice } from '../dice.js';
import { dice, pick } from '../dice.js';
import type { Feed } from './feed.js';
import { ticks } from './feed.js';
import { fixedId, happeningId } from './identity.js';
import type { Point } from './route.js';
import { shifted } from './route.js';

const MINUTE_MS = 60_000;
/** In each slot something happens, or not. */
const SLOT_MS = 6 * MINUTE_MS;
const INCIDENT_SHARE = 0.5;
const ALARM_SHARE = 0.35;
/** The longest that an incident or alarm of the demo lasts, ms. */
const LIFE_MAX_MS = 45 * MINUTE_MS;

type Kind = { readonly kind: string; readonly title: string; readonly severity: Severity; readonly source: string };

const INCIDENTS: readonly Kind[] = [
  { kind: 'pump-failure', title: '二次供水泵站停机', severity: 'minor', source: '设施运行（演示）' },
  { kind: 'road-collapse', title: '路面塌陷，已围挡', severity: 'moderate', source: '网格巡查（演示）' },
  { kind: 'waterlogging', title: '下穿道积水', severity: 'moderate', source: '城市管理（演示）' },
  { kind: 'gas-leak', title: '居民楼疑似燃气泄漏', severity: 'major', source: '12345 热线（演示）' },
  { kind: 'elevator', title: '电梯困人', severity: 'minor', source: '特种设备监管（演示）' },
  { kind: 'landslide-risk', title: '边坡位移超限', severity: 'major', source: '地灾监测（演示）' },
  { kind: 'fire', title: '山林烟火，已派员核查', severity: 'moderate', source: '视频识别（演示）' },
  { kind: 'noise', title: '夜间施工扰民投诉集中', severity: 'minor', source: '12345 热线（演示）' },
];

const ALARMS: readonly Kind[] = [
  { kind: 'pressure-low', title: '管网压力低于下限', severity: 'moderate', source: '供水监测点' },
  { kind: 'air-quality', title: '空气质量小时值超标', severity: 'minor', source: '空气站' },
  { kind: 'hotline-backlog', title: '诉求热线积压', severity: 'minor', source: '12345 热线' },
  { kind: 'bridge-vibration', title: '桥梁振动超限', severity: 'major', source: '桥梁监测' },
];

type Moment = { readonly at: number; readonly posting: HandIn };

/**
 * What happens in a city on any day: incidents that are taken up and closed, alarms that come and go. The same for the
 * same seed and time.
 * @param since UTC ms; what began before is not told, since its beginning would be missing
 */
export function everyday(seed: number, tiers: readonly Tier[], since: number): Feed {
  const towns = tiers.filter(({ level }) => level === 'town');
  return {
    name: 'everyday',
    memoryMs: LIFE_MAX_MS,
    between: (from, to) =>
      ticks(from - SLOT_MS - LIFE_MAX_MS, to, SLOT_MS)
        .filter((slot) => slot > since)
        .flatMap((slot) => slotMoments(seed, towns, slot))
        .filter(({ at }) => at > from && at <= to)
        .sort((a, b) => a.at - b.at)
        .map(({ posting }) => posting),
  };
}

function slotMoments(seed: number, towns: readonly Tier[], slot: number): Moment[] {
  const draw = dice(`${seed}|everyday|${slot}`);
  const begin = slot + Math.floor(draw('begin') * SLOT_MS);
  return [
    ...(draw('incident') < INCIDENT_SHARE ? incidentMoments(draw, towns, begin) : []),
    ...(draw('alarm') < ALARM_SHARE ? alarmMoments(draw, towns, begin) : []),
  ];
}

function incidentMoments(draw: Dice, towns: readonly Tier[], begin: number): Moment[] {
  const { kind, title, severity, source } = pick(INCIDENTS, draw('what'));
  const town = pick(towns, draw('where'));
  const id = happeningId({ rule: `demo-${kind}`, ruleVersion: 1, subject: town.code, start: begin });
  const [lng, lat]: Point = shifted(town.centroid, 400 * (2 * draw('east') - 1), 400 * (2 * draw('north') - 1));
  const body = {
    ...{ id, kind, title: `${town.name} ${title}`, severity, tier: town.code, source },
    ...{ certainty: 'observed', urgency: 'immediate', geometry: { type: 'Point', coordinates: [lng, lat] } },
  };
  const taken = begin + (2 + 8 * draw('taken')) * MINUTE_MS;
  const closed = taken + (8 + 25 * draw('closed')) * MINUTE_MS;
  const change = (status: string): HandIn => ({ method: 'PATCH', path: `/v1/incidents/${id}`, body: { status } });
  return [
    { at: begin, posting: { method: 'POST', path: '/v1/incidents', body } },
    { at: taken, posting: change('acting') },
    { at: closed, posting: change('closed') },
  ];
}

function alarmMoments(draw: Dice, towns: readonly Tier[], begin: number): Moment[] {
  const { kind, title, severity, source } = pick(ALARMS, draw('alarm what'));
  const town = pick(towns, draw('alarm where'));
  const alarm = { rule: `demo-${kind}`, title, severity, tier: town.code, subject: `${town.name} ${source}` };
  const id = happeningId({ rule: alarm.rule, ruleVersion: 1, subject: alarm.subject, start: begin });
  const over = begin + (4 + 20 * draw('over')) * MINUTE_MS;
  return [
    { at: begin, posting: alarmFact(id, begin, { kind: 'raised', alarm }) },
    { at: over, posting: alarmFact(id, over, { kind: 'returned' }) },
  ];
}

/** A fact about an alarm with an id of its own, the same whenever it is told. */
export const alarmFact = (alarm: string, at: number, fact: { readonly kind: string; readonly alarm?: unknown }): HandIn => ({
  method: 'POST',
  path: `/v1/alarms/${alarm}/facts`,
  body: { facts: [{ id: fixedId(Math.round(at), `${alarm} ${fact.kind}`), at: toWireTime(Math.round(at)), ...fact }] },
});
