/** A JSON value as RFC 8259 defines it; `undefined` members are left out when serialised. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Serialises a value by the JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them.
 *
 * @throws RangeError for a number that JSON cannot hold (NaN, ±Infinity) or a lone surrogate (RFC 8785, 3.2.2.2)
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError('canonicalJson: a number must be finite');
  }
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  const parts: string[] = [];
  // The default sort compares UTF-16 code units, which is what RFC 8785, 3.2.3 asks for.
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) parts.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function canonicalString(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new RangeError('canonicalJson: a string has a lone surrogate');
  return JSON.stringify(text);
}
