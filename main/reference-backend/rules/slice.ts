/** A page of a list that is whole in memory; its cursors are places in it. */
export function sliceOf<T>(
  all: readonly T[],
  { cursor = 0, limit }: { readonly cursor?: number | undefined; readonly limit: number },
): { items: readonly T[]; next?: string } {
  const end = cursor + limit;
  return { items: all.slice(cursor, end), ...(all.length > end ? { next: String(end) } : {}) };
}
