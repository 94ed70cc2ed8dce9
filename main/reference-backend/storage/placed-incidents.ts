import type { Incident } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

/**
 * Incidents with a geometry that are not closed and no drill, newest first.
 * @param before only those older than this sequence
 * @param readable codes of the tiers; null = all
 */
export async function placedIncidents(
  db: Statements,
  before: number,
  readable: ReadonlySet<string> | null,
  limit: number,
): Promise<{ readonly sequence: number; readonly incident: Incident }[]> {
  const rows = await db.all<{ sequence: number; content: string }>(
    `SELECT sequence, content FROM incidents
     WHERE status <> 'closed' AND sequence < ?1 AND content ->> 'mode' = 'live' AND content ->> 'geometry' IS NOT NULL
       AND (?2 IS NULL OR tier IN (SELECT value FROM json_each(?2)))
     ORDER BY sequence DESC LIMIT ?3`,
    before,
    readable === null ? null : JSON.stringify([...readable]),
    limit,
  );
  return rows.map(({ sequence, content }) => ({ sequence, incident: JSON.parse(content) as Incident }));
}
