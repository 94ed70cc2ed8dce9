/** How a frame lies to what was handed on before it. */
export type Place =
  /** the next one */
  | 'next'
  /** nothing new in it */
  | 'known'
  /** begins with what is known: applying that again changes nothing */
  | 'overlaps'
  /** something between the last one and it is missing */
  | 'gap'
  /** ends before it begins */
  | 'impossible';

/**
 * Sequences order things; clocks don't.
 * @param position the last sequence that was handed on
 */
export function placeOf(position: bigint, { from, to }: { readonly from: string; readonly to: string }): Place {
  const [first, last] = [BigInt(from), BigInt(to)];
  if (last < first) return 'impossible';
  if (first > position) return 'gap';
  if (last <= position) return 'known';
  return first === position ? 'next' : 'overlaps';
}
