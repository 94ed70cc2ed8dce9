import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Unit tests beside their code, and what runs without Electron in test/. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['{main,preload,renderer,build,test}/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/boundaries/fixtures/**'],
    environment: 'node',
    // A process per file, because a native driver lives in some; two at a time are what the smallest machine carries.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
