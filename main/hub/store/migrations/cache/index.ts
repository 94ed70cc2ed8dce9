import type { Migration } from '../../../../sqlite/index.js';
import { catalogue } from './0001-catalogue.js';
import { situation } from './0002-situation.js';
import { search } from './0003-search.js';
import { heard } from './0004-heard.js';

/** Schema of cache.db, step by step: what the backend can send again at any time. */
export const cacheMigrations: readonly Migration[] = [catalogue, situation, search, heard];
