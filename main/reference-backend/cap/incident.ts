import { v5 } from 'uuid';
import type { CommandMode, NewIncident } from '../../../preload/contract/index.js';
import { HAPPENING_NAMESPACE, happeningName, severityFromCap, worstSeverity } from '../../../preload/contract/index.js';
import { geometryOf } from './geometry.js';
import type { Location } from './locate.js';
import type { CapInfo, CapMessage, MessageName } from './message.js';
import { shownInfo } from './message.js';

/** Ids of a message and of its incident are made like those of a rule's findings: the same wherever it comes in. */
const idOf = (rule: string, { sender, identifier, sent }: MessageName): string =>
  v5(happeningName({ rule, ruleVersion: 1, subject: `${sender},${identifier}`, start: sent }), HAPPENING_NAMESPACE);

export const warningId = (name: MessageName): string => idOf('cap-message', name);
export const warningIncidentId = (name: MessageName): string => idOf('cap-incident', name);

/** Actual is live, Exercise a drill; the others are for machines and drafts, and nothing happened. */
export function modeOf({ status }: CapMessage): CommandMode | null {
  if (status === 'Actual') return 'live';
  return status === 'Exercise' ? 'drill' : null;
}

/** The parts of an incident that a message tells. */
export type Told = Pick<
  NewIncident,
  'kind' | 'title' | 'severity' | 'severityUnknown' | 'certainty' | 'urgency' | 'tier' | 'geometry' | 'source' | 'links'
>;

const lower = <T extends string>(text: T): Lowercase<T> => text.toLowerCase() as Lowercase<T>;
/** At most so many UTF-16 units, without half a letter at the end. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
const TITLE_MAX = 300;
const SOURCE_MAX = 200;
const HREF_MAX = 1000;

/** What a message with at least one `info` tells of its incident. */
export function toldBy(message: CapMessage, { tier }: Location): Told {
  const [first, ...others] = message.infos;
  const shown = shownInfo(message.infos);
  if (first === undefined || shown === undefined) throw new Error('a message without info tells of no incident');
  const { severity, severityUnknown } = worstSeverity([rated(first), ...others.map(rated)]);
  const { web } = shown;
  return {
    kind: lower(shown.category),
    title: cut(shown.headline ?? shown.event, TITLE_MAX),
    severity,
    severityUnknown,
    certainty: lower(shown.certainty),
    urgency: lower(shown.urgency),
    tier,
    geometry: geometryOf(shown.areas),
    source: cut(shown.senderName ?? message.sender, SOURCE_MAX),
    links: [
      { rel: 'warning', href: `/v1/warnings/${warningId(message)}` },
      ...(web === undefined || web.length > HREF_MAX ? [] : [{ rel: 'about', href: web }]),
    ],
  };
}

const rated = ({ severity }: CapInfo): ReturnType<typeof severityFromCap> => severityFromCap(severity);
