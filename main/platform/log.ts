import { join } from 'node:path';
import type { Logger } from 'pino';
import pino from 'pino';

export type { Logger } from 'pino';

/** JSON lines in `<dataDir>/main.log`; warnings and worse also go to stderr. */
export function openLog(dataDir: string): Logger {
  return pino(
    { name: 'main' },
    pino.multistream([
      { level: 'info', stream: pino.destination({ dest: join(dataDir, 'main.log'), sync: true, mkdir: true }) },
      { level: 'warn', stream: process.stderr },
    ]),
  );
}
