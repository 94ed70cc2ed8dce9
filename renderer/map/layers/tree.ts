import type { CommandSummary, DirectiveView } from '../../../preload/contract/index.js';
import { directiveLookKey, type DirectiveLookKey } from '../../kit/look.js';
import type { Place } from '../data/places.js';

type Point = readonly [lng: number, lat: number];
export type TreeSymbol = {
  readonly code: string;
  readonly at: Point;
  readonly look: DirectiveLookKey;
  readonly level: 'district' | 'town';
};
export type TreeFlow = { readonly from: Point; readonly to: Point; readonly broken: boolean };

/** A command on the map. All points in WGS 84 degrees. */
export type TreeShape = {
  readonly issuer: Point | null;
  /** what is drawn last lies on top: the worst comes last */
  readonly symbols: readonly TreeSymbol[];
  /** from the issuer to each district that has a part in it */
  readonly arcs: readonly TreeFlow[];
  /** from each district to its towns, or from an issuing district to its own */
  readonly lines: readonly TreeFlow[];
  /** districts that have a part in it */
  readonly districts: ReadonlySet<string>;
};

export const EMPTY_TREE: TreeShape = { issuer: null, symbols: [], arcs: [], lines: [], districts: new Set() };

/** What outranks what when a tier has several directives, and what lies on top; worst last. */
const WEIGHT: readonly DirectiveLookKey[] = [
  'withdrawn',
  'recalled',
  'verified',
  'done',
  'forwarded',
  'acting',
  'accepted',
  'read',
  'delivered',
  'pending',
  'returned',
  'overdue',
  'unreachable',
];
const weight = (look: DirectiveLookKey): number => WEIGHT.indexOf(look);
const isBroken = (look: DirectiveLookKey | undefined): boolean => look === 'overdue' || look === 'unreachable';
const pointOf = (place: Place): Point => [place.lng, place.lat];

/** The worst look per tier. */
function looks(directives: readonly DirectiveView[]): Map<string, DirectiveLookKey> {
  const found = new Map<string, DirectiveLookKey>();
  for (const directive of directives) {
    const look = directiveLookKey(directive);
    const known = found.get(directive.tier);
    if (known === undefined || weight(look) > weight(known)) found.set(directive.tier, look);
  }
  return found;
}

/** Lays a command's directives out on the map; a tier without a place is left out. */
export function treeShape(command: CommandSummary, places: ReadonlyMap<string, Place>): TreeShape {
  const byTier = looks(command.directives);
  const issuerPlace = places.get(command.frozen.issuer.tier);
  const issuer = issuerPlace === undefined ? null : pointOf(issuerPlace);
  const symbols: TreeSymbol[] = [];
  const lines: TreeFlow[] = [];
  const districts = new Set<string>();
  for (const [code, look] of byTier) {
    const place = places.get(code);
    if (place === undefined || code === issuerPlace?.code) continue;
    const parent = place.parent === null ? undefined : places.get(place.parent);
    const isTown = parent?.parent !== null && parent !== undefined;
    symbols.push({ code, at: pointOf(place), look, level: isTown ? 'town' : 'district' });
    if (!isTown) districts.add(code);
    else {
      districts.add(parent.code);
      lines.push({ from: pointOf(parent), to: pointOf(place), broken: isBroken(look) });
    }
  }
  const arcs = [...districts].flatMap((code): TreeFlow[] => {
    const place = places.get(code);
    if (issuer === null || place === undefined || code === issuerPlace?.code) return [];
    return [{ from: issuer, to: pointOf(place), broken: isBroken(byTier.get(code)) }];
  });
  symbols.sort((a, b) => weight(a.look) - weight(b.look) || (a.code < b.code ? -1 : 1));
  return { issuer, symbols, arcs, lines, districts };
}

/**
 * Whether two shapes of the same places draw the same: what else they hold follows from issuer and symbols. Pictures come
 * every second, and a map that were handed an equal tree each time would paint itself anew each time.
 */
export const sameTree = (a: TreeShape, b: TreeShape): boolean =>
  samePoint(a.issuer, b.issuer) &&
  a.symbols.length === b.symbols.length &&
  a.symbols.every((symbol, index) => sameSymbol(symbol, b.symbols[index]));

const samePoint = (a: Point | null, b: Point | null): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

const sameSymbol = (a: TreeSymbol, b: TreeSymbol | undefined): boolean =>
  b !== undefined && a.code === b.code && a.look === b.look && a.level === b.level && samePoint(a.at, b.at);

/** Dashes along a line: `count` strokes, the first at its start and the last at its end. */
export function dashes({ from, to }: TreeFlow, count: number): readonly (readonly [Point, Point])[] {
  const at = (t: number): Point => [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
  const step = 1 / (2 * count - 1);
  return Array.from({ length: count }, (_, i) => [at(2 * i * step), at((2 * i + 1) * step)] as const);
}
