import { Hub } from './hub.js';
import type { ParentPort } from './serve.js';
import { serve } from './serve.js';

serve({
  parent: (process as unknown as { parentPort: ParentPort }).parentPort,
  open: (options) =>
    Hub.open(options, (reason) => {
      process.stderr.write(`hub: durable.db is damaged: ${reason}\n`);
      process.exit(1);
    }),
  exit: (code) => process.exit(code),
  log: (line) => void process.stderr.write(line),
});
