import { Hub } from './hub.js';
import type { ParentPort } from './serve.js';
import { serve } from './serve.js';

serve({
  parent: (process as unknown as { parentPort: ParentPort }).parentPort,
  open: (options) => Hub.open(options),
  exit: (code) => process.exit(code),
  log: (line) => void process.stderr.write(line),
});
