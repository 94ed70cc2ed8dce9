import type { Migration } from '../../../../sqlite/index.js';
import { ordersAndCommands } from './0001-orders-and-commands.js';
import { signaturesAndHistory } from './0002-signatures-and-history.js';
import { secondCopy } from './0003-second-copy.js';

/** Schema of durable.db, step by step. Times are UTC ms. */
export const durableMigrations: readonly Migration[] = [ordersAndCommands, signaturesAndHistory, secondCopy];
