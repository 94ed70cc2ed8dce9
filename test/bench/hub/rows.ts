import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { cacheMigrations } from '../../../main/hub/store/migrations/cache/index.js';
import type { Database } from '../../../main/sqlite/index.js';
import { openDatabase } from '../../../main/sqlite/index.js';
import type { SampleBatch } from '../../../preload/contract/index.js';

/** Samples of one arm, and how many of them a frame of the stream brings. */
export const ROWS = 100_000;
const FRAME = 1000;
/** Indicators and tiers of the arm's samples: 16,035 series, as many as a city of 1,069 tiers has. */
const [INDICATORS, TIERS] = [15, 1069];
const BEGIN = 1_790_000_000_000;

type Row = readonly [series: number, t: number, value: number, quality: number, demo: number];

/** The same rows in every arm: all tiers report one indicator after the other, as the demo feeds do. */
function rowAt(index: number): Row {
  const [round, tier] = [Math.floor(index / TIERS), index % TIERS];
  const value = Math.round(100 * Math.sin(index)) / 8 + (index % 7);
  return [1 + tier * INDICATORS + (round % INDICATORS), BEGIN + round * 60_000, value, index % 97 === 0 ? 1 : 0, 1];
}
const rows = (): Row[] => Array.from({ length: ROWS }, (_, index) => rowAt(index));

const indicatorOf = (series: number): string => `indicator-${(series - 1) % INDICATORS}`;
const tierOf = (series: number): string => String(500_000_000 + Math.floor((series - 1) / INDICATORS));

/** The rows as the frames of the stream bring them. */
export function frames(): SampleBatch[] {
  const all = rows();
  return Array.from({ length: Math.ceil(ROWS / FRAME) }, (_, frame) => {
    const part = all.slice(frame * FRAME, (frame + 1) * FRAME);
    return {
      indicator: part.map(([series]) => indicatorOf(series)),
      tier: part.map(([series]) => tierOf(series)),
      t: Float64Array.from(part, ([, t]) => t),
      value: Float64Array.from(part, ([, , value]) => value),
      quality: Uint8Array.from(part, ([, , , quality]) => quality),
      demo: Uint8Array.from(part, ([, , , , demo]) => demo),
    };
  });
}

export const tableRows = rows;

/** The rows as the command-line shell imports them. */
export const writeCsv = (file: string): void =>
  writeFileSync(
    file,
    `${rows()
      .map((row) => row.join(','))
      .join('\n')}\n`,
  );

/** Every arm has the product's tables, and commits as safely as an order is committed. */
export async function openFile(file: string): Promise<Database> {
  const opened = await openDatabase(file, { synchronous: 'FULL', migrations: cacheMigrations });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** A file with all series numbered and no samples. */
export async function makeFile(file: string): Promise<void> {
  const database = await openFile(file);
  const series = Array.from({ length: INDICATORS * TIERS }, (_, index) => [index + 1, indicatorOf(index + 1), tierOf(index + 1)]);
  await database.run(
    'INSERT INTO series (id, indicator, tier) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
    JSON.stringify(series),
  );
  await database.close();
}

/** A sum over all samples of a file; equal files have equal ones. Rejects where rows are missing. */
export async function checksum(file: string): Promise<string> {
  const database = await openFile(file);
  const found = await database.all('SELECT series, t, value, quality, demo FROM samples ORDER BY series, t');
  await database.close();
  if (found.length !== ROWS) throw new Error(`${file} holds ${found.length} of ${ROWS} samples`);
  return createHash('sha256').update(JSON.stringify(found)).digest('hex');
}
