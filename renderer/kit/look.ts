import type { DirectiveState, Mode, Step } from '../../preload/contract/index.js';

/**
 * How things look, as data, so that the console, the wall's tiles and the map's icon atlas agree.
 * A look is always shape + word + colour (5-look.md); the words are locale keys, the colours `tokens.css`.
 */
export type Look = { readonly symbol: SymbolName; readonly colour: string; readonly wordKey: string };

/** A stroke or filling of a symbol in a box of 24 × 24 units; `width` is the stroke's. */
type Paint = { readonly d: string; readonly width?: number; readonly evenOdd?: true };

const RING = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0 -17z';
const DISC = 'M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0 -19z';
const ring: Paint = { d: RING, width: 2 };

export const symbols = {
  diamond: [{ d: 'M12 1.5 22.5 12 12 22.5 1.5 12z' }],
  triangle: [{ d: 'M12 2.5 23 21.5H1z' }],
  square: [{ d: 'M3.5 3.5h17v17h-17z' }],
  disc: [{ d: DISC }],
  ring: [ring],
  quarter: [ring, { d: 'M12 12V5.5a6.5 6.5 0 0 1 6.5 6.5z' }],
  half: [ring, { d: 'M12 5.5a6.5 6.5 0 0 1 0 13z' }],
  threeQuarters: [ring, { d: 'M12 12H5.5A6.5 6.5 0 1 0 12 5.5z' }],
  // The work is under way: the other half, heavier, so that it is not taken for `read` even without its colour.
  working: [ring, { d: 'M12 2.5a9.5 9.5 0 0 0 0 19z' }],
  check: [{ d: `${DISC}M10.4 17.6 5.6 12.8l1.9-1.9 2.9 2.9 6.1-6.1 1.9 1.9z`, evenOdd: true }],
  back: [{ d: 'M9.5 4 4 9.5 9.5 15M4.8 9.5H15a5.2 5.2 0 0 1 0 10.4H9', width: 2.8 }],
  onward: [{ d: 'M4.5 3.5v7a4.5 4.5 0 0 0 4.5 4.5H19M14 9.5 19.5 15 14 20.5', width: 2.8 }],
  late: [{ d: 'M12 4 21.5 20.3H2.5z', width: 2.2 }, { d: 'M10.9 9.5h2.2v5.2h-2.2zM10.9 16h2.2v2.2h-2.2z' }],
  cross: [{ d: 'M5 5 19 19M19 5 5 19', width: 3.2 }],
  struck: [ring, { d: 'M6.2 17.8 17.8 6.2', width: 2 }],
} as const satisfies Record<string, readonly Paint[]>;
export type SymbolName = keyof typeof symbols;

export type Severity = 'critical' | 'major' | 'moderate' | 'minor' | 'normal';

export const severityLook: Readonly<Record<Severity, Look>> = {
  critical: { symbol: 'diamond', colour: '#FF7A7B', wordKey: 'severity.critical' },
  major: { symbol: 'triangle', colour: '#FF8A3D', wordKey: 'severity.major' },
  moderate: { symbol: 'square', colour: '#FFC53D', wordKey: 'severity.moderate' },
  minor: { symbol: 'disc', colour: '#7DB1FF', wordKey: 'severity.minor' },
  normal: { symbol: 'ring', colour: '#A9B4C0', wordKey: 'severity.normal' },
};

const QUIET = '#8793A1';
const GOING = '#4CA3FF';
const DONE = '#FFFFFF';
const LATE = '#FF8A3D';

export type DirectiveLookKey = DirectiveState | 'overdue' | 'unreachable';

export const directiveLook: Readonly<Record<DirectiveLookKey, Look>> = {
  pending: { symbol: 'ring', colour: QUIET, wordKey: 'directive.pending' },
  delivered: { symbol: 'quarter', colour: QUIET, wordKey: 'directive.delivered' },
  read: { symbol: 'half', colour: QUIET, wordKey: 'directive.read' },
  accepted: { symbol: 'threeQuarters', colour: GOING, wordKey: 'directive.accepted' },
  acting: { symbol: 'working', colour: GOING, wordKey: 'directive.acting' },
  forwarded: { symbol: 'onward', colour: GOING, wordKey: 'directive.forwarded' },
  returned: { symbol: 'back', colour: '#FFC53D', wordKey: 'directive.returned' },
  done: { symbol: 'disc', colour: DONE, wordKey: 'directive.done' },
  verified: { symbol: 'check', colour: DONE, wordKey: 'directive.verified' },
  withdrawn: { symbol: 'struck', colour: QUIET, wordKey: 'directive.withdrawn' },
  recalled: { symbol: 'struck', colour: QUIET, wordKey: 'directive.recalled' },
  overdue: { symbol: 'late', colour: LATE, wordKey: 'directive.overdue' },
  unreachable: { symbol: 'cross', colour: LATE, wordKey: 'directive.unreachable' },
};

/**
 * The look that a directive has: what is late outranks what is going on. One that was not even delivered within
 * its limit is out of reach.
 */
export function directiveLookKey(directive: {
  readonly state: DirectiveState;
  readonly overdue: readonly Step[];
}): DirectiveLookKey {
  if (directive.overdue.length === 0) return directive.state;
  return directive.state === 'pending' && directive.overdue.includes('deliver') ? 'unreachable' : 'overdue';
}

export const modeLook: Readonly<Record<Mode, Look>> = {
  live: { symbol: 'disc', colour: '#E8EDF2', wordKey: 'mode.live' },
  drill: { symbol: 'square', colour: '#FFC53D', wordKey: 'mode.drill' },
  replay: { symbol: 'back', colour: '#4CA3FF', wordKey: 'mode.replay' },
  offline: { symbol: 'struck', colour: '#A9B4C0', wordKey: 'mode.offline' },
};

/** A symbol as an SVG document, for those who need an image (the map's icon atlas). `size` in px. */
export function symbolSvg(name: SymbolName, colour: string, size: number): string {
  const paths = (symbols[name] as readonly Paint[]).map(({ d, width, evenOdd }) =>
    width === undefined
      ? `<path d="${d}" fill="${colour}"${evenOdd === true ? ' fill-rule="evenodd"' : ''}/>`
      : `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 24 24">${paths.join('')}</svg>`;
}
