import type { Database } from '../../../sqlite/index.js';

/** How long samples stay in the cache, ms; older ones are asked of the backend when somebody looks at them. */
export const SAMPLES_KEPT_MS = 48 * 3_600_000;
/** How large the cache may become, bytes; beyond it the oldest samples go before their time. */
const BYTES_MOST = 1024 * 1024 * 1024;
/** What goes at once while the file is too large, ms. */
const STEP_MS = 3_600_000;
/** Samples of so many series, and so many rows, are deleted in one statement, so that nobody waits for long. */
const AT_ONCE = { series: 500, rows: 10_000 } as const;

/**
 * Drops samples that are older than 48 h, and more of them, an hour at a time, while the file is larger than 1 GiB (its
 * free pages not counted). The last hour always stays, and of each series its latest sample.
 * @param now backend's clock, UTC ms
 * @param bytesMost for tests
 */
export async function pruneSamples(database: Database, now: number, bytesMost = BYTES_MOST): Promise<void> {
  let before = now - SAMPLES_KEPT_MS;
  await dropBefore(database, before);
  while ((await bytesUsed(database)) > bytesMost && before + STEP_MS <= now - STEP_MS) {
    before += STEP_MS;
    await dropBefore(database, before);
  }
}

async function dropBefore(database: Database, before: number): Promise<void> {
  const most = await database.get<{ id: number | null }>('SELECT max(id) AS id FROM series');
  // First what is told of the series, so that none is taken for whole while it is being cut.
  await database.run('UPDATE series SET covered_from = ?1 WHERE covered_from < ?1', before);
  await database.run('UPDATE cursor SET followed_since = ?1 WHERE followed_since < ?1', before);
  for (let from = 0; from <= (most?.id ?? -1); from += AT_ONCE.series) {
    let deleted: number;
    do {
      deleted = await database.run(
        `DELETE FROM samples WHERE (series, t) IN (
           SELECT p.series, p.t FROM series s CROSS JOIN samples p ON p.series = s.id
             AND p.t < min(?, (SELECT max(t) FROM samples WHERE series = s.id))
           WHERE s.id >= ? AND s.id < ? LIMIT ?)`,
        before,
        from,
        from + AT_ONCE.series,
        AT_ONCE.rows,
      );
    } while (deleted === AT_ONCE.rows);
  }
}

async function bytesUsed(database: Database): Promise<number> {
  const row = await database.get<{ bytes: number }>(
    `SELECT (pages.page_count - free.freelist_count) * size.page_size AS bytes
     FROM pragma_page_count AS pages, pragma_freelist_count AS free, pragma_page_size AS size`,
  );
  return row?.bytes ?? 0;
}
