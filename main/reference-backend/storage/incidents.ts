import type { CommandMode, Incident, IncidentStatus, Severity } from '../../../preload/contract/index.js';
import { canonicalJson, incidentSchema } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

type IncidentRow = { readonly sequence: number; readonly content: string };

/** Written by this program in the form of the schema. */
const incidentOf = ({ content }: IncidentRow): Incident => JSON.parse(content) as Incident;

export async function findIncident(db: Statements, id: string): Promise<Incident | undefined> {
  const row = await db.get<IncidentRow>('SELECT sequence, content FROM incidents WHERE id = ?', id);
  return row === undefined ? undefined : incidentOf(row);
}

/** What an answer could not carry must not get in: one such row would be the end of every list that it is in. */
const contentOf = (incident: Incident): string => canonicalJson(incidentSchema.parse(incident));

export async function insertIncident(tx: Statements, sequence: number, incident: Incident): Promise<void> {
  const { id, tier, status, severity } = incident;
  await tx.run(
    'INSERT INTO incidents (sequence, id, tier, status, severity, content) VALUES (?, ?, ?, ?, ?, ?)',
    sequence,
    id,
    tier,
    status,
    severity,
    contentOf(incident),
  );
}

export async function updateIncident(tx: Statements, incident: Incident): Promise<void> {
  const { id, tier, status, severity } = incident;
  await tx.run(
    'UPDATE incidents SET tier = ?, status = ?, severity = ?, content = ? WHERE id = ?',
    tier,
    status,
    severity,
    contentOf(incident),
    id,
  );
}

export type IncidentFilter = {
  /** only incidents older than this sequence */
  readonly before: number;
  readonly limit: number;
  readonly status?: IncidentStatus | undefined;
  readonly severity?: Severity | undefined;
  readonly mode?: CommandMode | undefined;
  /** null = all */
  readonly codes: ReadonlySet<string> | null;
};

/** Newest first, each with the sequence that follows pages. */
export async function listIncidents(
  db: Statements,
  { before, limit, status, severity, mode, codes }: IncidentFilter,
): Promise<{ sequence: number; incident: Incident }[]> {
  const rows = await db.all<IncidentRow>(
    `SELECT sequence, content FROM incidents
     WHERE sequence < ?1 AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR severity = ?3)
       AND (?4 IS NULL OR tier IN (SELECT value FROM json_each(?4))) AND (?6 IS NULL OR content ->> 'mode' = ?6)
     ORDER BY sequence DESC LIMIT ?5`,
    before,
    status ?? null,
    severity ?? null,
    codes === null ? null : JSON.stringify([...codes]),
    limit,
    mode ?? null,
  );
  return rows.map((row) => ({ sequence: row.sequence, incident: incidentOf(row) }));
}
