import { spawn } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sqlite3 from 'sqlite3';
import { SituationWriter } from '../../../main/hub/store/cache/situation-writer.js';
import { frames, openFile, tableRows } from './rows.js';

/** `delay`: of this process's event loop meanwhile, ms. */
export type IngestResult = { readonly ms: number; readonly delay?: { readonly p99: number; readonly max: number } };

/** Rows of one transaction, in the baseline as in the product under load. */
const TRANSACTION = 20_000;
/** Rows that are stored before the clock runs. */
const WARM_UP = 1000;

const print = (result: IngestResult): void => void process.stdout.write(`${JSON.stringify(result)}\n`);

/** Role: the product: frames put into the cache as the follower does, until everything is committed and the file closed. */
export async function ingestProduct(file: string): Promise<void> {
  const batches = frames();
  const database = await openFile(file);
  await database.run("INSERT INTO cursor VALUES (1, 'bench', '0', 0)");
  const writer = new SituationWriter(database);
  // A hub that follows has every series' number in memory; so has the other arm.
  await writer.put({ samples: batches[0] });
  await writer.flush();
  await database.run('DELETE FROM samples');
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const began = performance.now();
  for (const [index, samples] of batches.entries()) {
    const put = await writer.put({ samples, cursor: { epoch: 'bench', sequence: String(index + 1) } });
    if (!put.ok) throw new Error(put.error.code);
  }
  await writer.flush();
  histogram.disable();
  await database.close();
  const ms = performance.now() - began;
  print({ ms, delay: { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 } });
}

/** Role: a prepared insert for each row, awaited, with the same driver. */
export async function ingestAwait(file: string): Promise<void> {
  const rows = tableRows();
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, (error) => (error === null ? resolve(opened) : reject(error)));
  });
  const script = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => database.exec(sql, (error) => (error === null ? resolve() : reject(error))));
  await script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const insert = database.prepare(
    `INSERT INTO samples (series, t, value, quality, demo) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, quality = excluded.quality, demo = excluded.demo`,
  );
  const put = (row: readonly number[]): Promise<void> =>
    new Promise((resolve, reject) => insert.run(row, (error) => (error === null ? resolve() : reject(error))));
  await script('BEGIN');
  for (const row of rows.slice(0, WARM_UP)) await put(row);
  await script('DELETE FROM samples; COMMIT');
  const began = performance.now();
  for (const [index, row] of rows.entries()) {
    if (index % TRANSACTION === 0) await script(index === 0 ? 'BEGIN' : 'COMMIT; BEGIN');
    await put(row);
  }
  await script('COMMIT');
  await new Promise<void>((resolve) => insert.finalize(() => resolve()));
  await new Promise<void>((resolve, reject) => database.close((error) => (error === null ? resolve() : reject(error))));
  print({ ms: performance.now() - began });
}

/** SQLite's command-line shell imports the same rows; its start, some ms, is in the time. */
export async function ingestCli(file: string, csv: string): Promise<IngestResult> {
  const began = performance.now();
  const child = spawn(
    'sqlite3',
    ['-bail', '-cmd', 'PRAGMA synchronous = FULL', '-cmd', '.mode csv', file, `.import ${csv} samples`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  if (code !== 0) throw new Error(`sqlite3 ended with ${code}`);
  return { ms: performance.now() - began };
}
