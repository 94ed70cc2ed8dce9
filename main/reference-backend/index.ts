import { join, resolve } from 'node:path';
import { announce, onStopAsked } from './announce.js';
import type { Flags } from './flags.js';
import { HELP, readFlags } from './flags.js';
import { logFault } from './log.js';
import { keepResponders } from './responder-child.js';
import { loadResources } from './resources.js';
import { startServer } from './server.js';

const BAD_FLAGS = 2;

const flags = readFlags(process.argv.slice(2));
if (!flags.ok) refuse(flags.error, BAD_FLAGS);
else if (flags.value === 'help') process.stdout.write(HELP);
else {
  run(flags.value).catch((error: unknown) => {
    logFault('the backend cannot run', error);
    process.exit(1);
  });
}

async function run(options: Flags): Promise<void> {
  // Bundled to dist/backend/index.cjs, two levels below the program's root.
  const folder = options.resources ?? resolve(__dirname, '../../resources');
  const responders = !options['no-responders'];
  const started = await startServer({ ...options, responders, resources: loadResources(folder) });
  if (!started.ok) return refuse(started.error, 1);
  const { url, created, responderToken, stop } = started.value;
  let stopResponders = (): void => undefined;
  const leave = (): void => {
    stopResponders();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logFault('could not stop cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  onStopAsked(leave);
  // Only now: whoever reads the announcement may send a signal at once.
  announce({ event: 'listening', url });
  if (created.length > 0) announce({ event: 'accounts-created', accounts: created });
  if (responderToken === null) return;
  stopResponders = keepResponders({
    script: join(__dirname, 'responders.cjs'),
    url,
    token: responderToken,
    seed: options.seed,
    speed: options['responder-speed'],
    profile: options['responder-profile'],
  });
}

function refuse(message: string, code: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
