import { join } from 'node:path';
import type { Logger } from '../log/index.js';
import { openLogFile } from '../log/index.js';

export type { Logger } from '../log/index.js';

/** JSON lines in `<dataDir>/logs/main.log`, bounded and without secrets; warnings and worse also go to stderr. */
export const openLog = (dataDir: string): Logger => openLogFile({ dir: join(dataDir, 'logs'), name: 'main' }).log;
