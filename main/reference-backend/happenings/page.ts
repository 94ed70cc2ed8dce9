/** A page of a list that was asked for one row more than it shows: that row tells whether there is a next page. */
export function pageOf<T extends { readonly sequence: number }>(
  rows: readonly T[],
  limit: number,
): { page: readonly T[]; next: { next?: string } } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last !== undefined ? { next: String(last.sequence) } : {} };
}
