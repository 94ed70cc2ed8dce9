import type { Migration } from '../../../../sqlite/index.js';
import { ordersAndCommands } from './0001-orders-and-commands.js';

/** Schema of durable.db, step by step. Times are UTC ms. */
export const durableMigrations: readonly Migration[] = [ordersAndCommands];
