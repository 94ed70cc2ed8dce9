import { join } from 'node:path';
import { openLogFile } from '../log/index.js';
import { Hub } from './hub.js';
import type { ParentPort } from './serve.js';
import { serve } from './serve.js';

// Since Electron 37 a utility process only warns of a rejection that nobody handles; the hub has to end with it.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

serve({
  parent: (process as unknown as { parentPort: ParentPort }).parentPort,
  open: (options) => {
    const logFile = openLogFile({ dir: join(options.dataDir, 'logs'), name: 'hub' });
    return Hub.open({ ...options, logFile }, (reason) => {
      logFile.log.fatal({ reason }, 'durable.db is damaged');
      process.exit(1);
    });
  },
  exit: (code) => process.exit(code),
  log: (line) => void process.stderr.write(line),
});
