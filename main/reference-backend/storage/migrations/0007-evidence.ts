import type { Migration } from '../../../sqlite/index.js';

export const evidence: Migration = { version: 7, sql: '' };
