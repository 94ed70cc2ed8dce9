import { BackendClient } from './api-client.js';
import { endWithParent } from './demo-flags.js';
import { HELP, readFlags } from './feeds/flags.js';
import { runFeeds } from './feeds/run.js';
import { logFault } from './log.js';

const BAD_FLAGS = 2;

const flags = readFlags(process.argv.slice(2), process.env);
if (!flags.ok) {
  process.stderr.write(`${flags.error}\n`);
  process.exitCode = BAD_FLAGS;
} else if (flags.value === 'help') {
  process.stdout.write(HELP);
} else {
  const { url, token, withParent } = flags.value;
  if (withParent) endWithParent();
  runFeeds(new BackendClient(url, token), flags.value).catch((error: unknown) => {
    // Half a demo in silence would be worse: the backend starts this program again.
    logFault('demo feeds failed', error);
    process.exit(1);
  });
}
