/** A figure as a line: its name, and its value with the unit that its name ends with. */
export type FigureRow = { readonly name: string; readonly text: string };

const KIBI = 1024;

/** From here on a length of time is for people, ms. */
const LONG_MS = 10_000;

/**
 * All figures by name. Milliseconds and bytes are named by the end of the name; the rest are counts.
 * @param duration how a long time reads, from ms
 */
export const figureRows = (figures: Readonly<Record<string, number>>, duration: (ms: number) => string): FigureRow[] =>
  Object.entries(figures)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, text: textOf(name, value, duration) }));

function textOf(name: string, value: number, duration: (ms: number) => string): string {
  if (name.endsWith('_ms')) return Math.abs(value) < LONG_MS ? `${value} ms` : duration(value);
  if (!name.endsWith('_bytes')) return String(value);
  if (value < KIBI) return `${value} B`;
  return value < KIBI * KIBI ? `${(value / KIBI).toFixed(1)} KiB` : `${(value / KIBI / KIBI).toFixed(1)} MiB`;
}

/** How many messages were kept aside since the hub's start, whatever they were. */
export const asideCount = (figures: Readonly<Record<string, number>>): number =>
  Object.entries(figures).reduce((sum, [name, value]) => (name.startsWith('kept_aside_') ? sum + value : sum), 0);
