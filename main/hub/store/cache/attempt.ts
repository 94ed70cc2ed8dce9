import type { Result } from '../../../../preload/contract/index.js';
import { fail, ok } from '../../../../preload/contract/index.js';

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
    if (typeof code !== 'string' || !code.startsWith('SQLITE_')) throw error;
    return fail('cache-write', { reason: code });
  }
}
