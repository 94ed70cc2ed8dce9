import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The real program in a real Electron on the virtual wall; one file after the other, since each takes the whole machine. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
