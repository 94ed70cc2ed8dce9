import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of folders that hold what only the server's own user may read. */
export const OWNER_ONLY = 0o700;
/** Of such files. */
export const OWNER_ONLY_FILE = 0o600;

/** Writes a file whole or not at all, and onto the disk before it returns. @param draft where it lies until it is whole */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o644, draft = `${file}.new`): void {
  // What a crash left has the rights of its time, which opening it would keep.
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', mode);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncPath(dirname(file));
}

/** Puts a file, or the names in a folder, onto the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
