import type { Backend } from './backend.js';
import type { Job } from './clockwork.js';
import { findEvidence } from './storage/evidence.js';

/** How long a file without a row is left alone, ms: its upload may still be going on. */
const SPARED_MS = 3_600_000;

/** Removes evidence files that no row names: their upload was refused at the end, or the server was killed in it. */
export const forgetOrphans = ({ database, evidence, now }: Pick<Backend, 'database' | 'evidence' | 'now'>): Job => ({
  name: 'forget evidence without a row',
  everyMs: 3_600_000,
  run: async () => {
    for (const sha256 of await evidence.olderThan(now() - SPARED_MS)) {
      if ((await findEvidence(database, sha256)) !== undefined) continue;
      // Within a transaction no upload gives it a row.
      await database.transaction(async (tx) => {
        if ((await findEvidence(tx, sha256)) === undefined) await evidence.remove(sha256);
      });
    }
  },
});
