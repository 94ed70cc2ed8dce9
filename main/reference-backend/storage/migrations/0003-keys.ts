import type { Migration } from '../../../sqlite/index.js';

export const keys: Migration = { version: 3, sql: '' };
