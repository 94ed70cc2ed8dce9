import type { CommandSummary, DirectiveState, DirectiveView, Step } from '../../preload/contract/index.js';
import { fromWireTime } from '../../preload/contract/index.js';
import type { Place } from '../map/index.js';

/** What a directive counts as in a bar, in the order in which a bar shows it. */
export const PARTS = ['done', 'going', 'reached', 'waiting', 'returned', 'late'] as const;
export type Part = (typeof PARTS)[number];

export type Bar = {
  /** a district's name, or a level for which the tile has a word */
  readonly label: { readonly name: string } | { readonly level: 'city' | 'district' | 'town' };
  readonly parts: Readonly<Record<Part, number>>;
  readonly total: number;
};
/** Where the chain is broken: `towns` of a district, or the district itself when `towns` is 0. */
export type LateLink = { readonly name: string; readonly towns: number; readonly step: Step; readonly sinceMs: number };

export type TreeReadout = {
  readonly title: string;
  /** UTC ms; undefined while it waits for the second person */
  readonly issuedAt: number | undefined;
  readonly approved: boolean;
  readonly drill: boolean;
  /** some receipt was written by a demo terminal */
  readonly demo: boolean;
  readonly counts: {
    readonly total: number;
    readonly delivered: number;
    readonly accepted: number;
    readonly done: number;
    readonly overdue: number;
  };
  readonly bars: readonly Bar[];
  /** most first, at most `LATE_SHOWN` */
  readonly late: readonly LateLink[];
  /** late links that found no line */
  readonly more: number;
};

/** A hall reads a handful of rows at a glance: up to four districts by name, otherwise one row per level. */
const DISTRICTS_MAX = 4;
const LATE_SHOWN = 2;

const PART: Readonly<Record<DirectiveState, Part | null>> = {
  pending: 'waiting',
  delivered: 'reached',
  read: 'reached',
  accepted: 'going',
  acting: 'going',
  forwarded: 'going',
  returned: 'returned',
  done: 'done',
  verified: 'done',
  withdrawn: null,
  recalled: null,
};

const partOf = (directive: DirectiveView): Part | null => (directive.overdue.length > 0 ? 'late' : PART[directive.state]);

type Placed = {
  readonly directive: DirectiveView;
  readonly place: Place;
  readonly district: Place | undefined;
  readonly level: 'city' | 'district' | 'town';
};

function placed(command: CommandSummary, places: ReadonlyMap<string, Place>): Placed[] {
  return command.directives.flatMap((directive): Placed[] => {
    const place = places.get(directive.tier);
    if (place === undefined) return [];
    const parent = place.parent === null ? undefined : places.get(place.parent);
    if (parent === undefined) return [{ directive, place, district: undefined, level: 'city' }];
    return parent.parent === null
      ? [{ directive, place, district: place, level: 'district' }]
      : [{ directive, place, district: parent, level: 'town' }];
  });
}

function bar(label: Bar['label'], members: readonly Placed[]): Bar {
  const parts: Record<Part, number> = { done: 0, going: 0, reached: 0, waiting: 0, returned: 0, late: 0 };
  let total = 0;
  for (const { directive } of members) {
    const part = partOf(directive);
    if (part === null) continue;
    parts[part] += 1;
    total += 1;
  }
  return { label, parts, total };
}

function barsOf(members: readonly Placed[]): Bar[] {
  const districts = new Map(
    members.flatMap(({ district }) => (district === undefined ? [] : [[district.code, district.name] as const])),
  );
  const rows =
    districts.size > 0 && districts.size <= DISTRICTS_MAX
      ? [...districts].map(([code, name]) =>
          bar(
            { name },
            members.filter(({ district }) => district?.code === code),
          ),
        )
      : (['city', 'district', 'town'] as const).map((level) =>
          bar(
            { level },
            members.filter((member) => member.level === level),
          ),
        );
  return rows.filter((row) => row.total > 0);
}

function lateLinks(members: readonly Placed[], issuedAt: number, now: number): LateLink[] {
  const links = new Map<string, { name: string; towns: number; step: Step }>();
  for (const { directive, place, district, level } of members) {
    const [step] = directive.overdue;
    if (step === undefined) continue;
    const name = level === 'town' ? (district?.name ?? place.name) : place.name;
    const key = `${name} ${level === 'town'} ${step}`;
    const link = links.get(key) ?? { name, towns: 0, step };
    if (level === 'town') link.towns += 1;
    links.set(key, link);
  }
  return (
    [...links.values()]
      .map((link) => ({ ...link, sinceMs: Math.max(0, now - issuedAt) }))
      // A district that does not answer holds up all its towns: first.
      .sort((a, b) => Number(b.towns === 0) - Number(a.towns === 0) || b.towns - a.towns)
  );
}

/** What the wall says of a running command. `now` in the server's UTC ms. */
export function treeReadout(command: CommandSummary, places: ReadonlyMap<string, Place>, now: number): TreeReadout {
  const members = placed(command, places);
  const issuedAt = command.issuedAt === undefined ? undefined : fromWireTime(command.issuedAt);
  const links = issuedAt === undefined ? [] : lateLinks(members, issuedAt, now);
  return {
    title: command.title,
    issuedAt,
    approved: command.frozen.approvals > 0,
    drill: command.mode === 'drill',
    demo: command.directives.some((directive) => directive.receipts.some((receipt) => receipt.demo)),
    counts: { total: command.rollUp.total, ...command.rollUp.reached },
    bars: barsOf(members),
    late: links.slice(0, LATE_SHOWN),
    more: Math.max(0, links.length - LATE_SHOWN),
  };
}

/** The command that the wall shows: the one in focus, else the newest that runs. */
export function shownCommand(commands: readonly CommandSummary[], focus: string | null): CommandSummary | null {
  const focused = commands.find((command) => command.id === focus);
  return focused ?? commands.find((command) => command.state === 'running' || command.state === 'issued') ?? null;
}
