/**
 * Which of the offered media types a request's Accept header asks for (RFC 9110, 12.5.1): the one with the greatest
 * weight, the first of equals; without a header the first. Null when none is accepted.
 */
export function negotiate<T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T | null {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').map(parseRange);
  let best: { readonly type: T; readonly weight: number } | null = null;
  for (const type of offered) {
    const weight = weightOf(type, ranges);
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { type, weight };
  }
  return best?.type ?? null;
}

type Range = { readonly range: string; readonly weight: number };

function parseRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.map((parameter) => /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameter)?.[1]);
  return { range, weight: Number(given.find((found) => found !== undefined) ?? 1) };
}

/** The weight of the most specific range that fits. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const [main] = type.split('/');
  for (const wanted of [type, `${main}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found !== undefined) return found.weight;
  }
  return 0;
}
