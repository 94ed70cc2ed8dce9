import type { Migration } from '../../../sqlite/index.js';

export const happenings: Migration = { version: 6, sql: '' };
