import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Damaged files that are kept for whoever wants to know what happened: so many sets of them, the newest. */
const KEPT_SETS = 5;

/** The files that belong to a database file. */
export const filesOf = (database: string): string[] => ['', '-wal', '-shm'].map((suffix) => `${database}${suffix}`);

/**
 * Moves files out of the way into `quarantine/<UTC>-<reason>/` beside them; only the newest sets stay.
 * @param at UTC ms
 * @returns the folder they are in now
 */
export function quarantine(files: readonly string[], reason: string, at: number): string {
  const [first = ''] = files;
  const parent = join(dirname(first), 'quarantine');
  const stamp = new Date(at).toISOString().replaceAll(':', '-');
  let folder = join(parent, `${stamp}-${reason}`);
  for (let number = 2; existsSync(folder); number += 1) folder = join(parent, `${stamp}-${reason}-${number}`);
  // Room is made first: what is moved may be large.
  const sets = existsSync(parent) ? readdirSync(parent).sort() : [];
  for (const old of sets.slice(0, Math.max(0, sets.length - KEPT_SETS + 1))) rmSync(join(parent, old), { recursive: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) if (existsSync(file)) renameSync(file, join(folder, basename(file)));
  return folder;
}
