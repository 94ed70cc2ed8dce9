import type { Result } from '../../../../preload/contract/index.js';
import { fail, ok } from '../../../../preload/contract/index.js';

/** What the disk or the file says, or whoever else holds it; other codes tell of a wrong statement. */
const OUTSIDE = /^SQLITE_(FULL|READONLY|IOERR|BUSY|LOCKED|CANTOPEN|CORRUPT|NOTADB|NOMEM)/;

/**
 * Does some work on the cache. Errors: `cache-write` with SQLite's own code where the disk or the file does not take it
 * (full, read-only, held by somebody). Anything else is a fault of this program and is thrown.
 */
export async function attempt(work: () => Promise<unknown>): Promise<Result<null>> {
  try {
    await work();
    return ok(null);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !OUTSIDE.test(code)) throw error;
    return fail('cache-write', { reason: code });
  }
}
