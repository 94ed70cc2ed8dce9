import type { Migration } from '../../../sqlite/index.js';

export const facts: Migration = { version: 5, sql: '' };
