/**
 * Why the disk did not do what was asked: no room, no right to write, another process holds the file, its content is
 * damaged, or the disk does not answer.
 */
export type Failure = 'full' | 'readonly' | 'busy' | 'damaged' | 'unreachable';

/** By SQLite's primary result code, and by errno for files that are written beside a database. */
const FAILURES: Readonly<Record<string, Failure>> = {
  SQLITE_FULL: 'full',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  SQLITE_READONLY: 'readonly',
  EROFS: 'readonly',
  EACCES: 'readonly',
  EPERM: 'readonly',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_PROTOCOL: 'busy',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
  // A write beyond a quota or a limit of file sizes is told as this one.
  SQLITE_IOERR: 'unreachable',
  SQLITE_CANTOPEN: 'unreachable',
  EIO: 'unreachable',
  ENOENT: 'unreachable',
  ENXIO: 'unreachable',
  ESTALE: 'unreachable',
};

/** What a rejection of the driver, or of Node's file functions, says of the disk; undefined where the program is at fault. */
export function failureOf(error: unknown): Failure | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? FAILURES[code] : undefined;
}

/** A connection with which nothing more can be done but close it. */
export class BrokenConnection extends Error {
  readonly code: string;

  /** @param error of the rollback that failed @param cause of the transaction's own failure */
  constructor(error: unknown, cause: unknown) {
    super(`the database is unusable: a transaction could not be rolled back: ${String(error)}`, { cause });
    this.code = 'SQLITE_IOERR';
  }
}
