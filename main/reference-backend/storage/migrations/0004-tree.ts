import type { Migration } from '../../../sqlite/index.js';

export const tree: Migration = { version: 4, sql: '' };
