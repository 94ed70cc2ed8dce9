import { BackendClient } from './api-client.js';
import { endWithParent } from './demo-flags.js';
import { HELP, readFlags } from './responders/flags.js';
import { Runner } from './responders/runner.js';

const BAD_FLAGS = 2;

const flags = readFlags(process.argv.slice(2), process.env);
if (!flags.ok) {
  process.stderr.write(`${flags.error}\n`);
  process.exitCode = BAD_FLAGS;
} else if (flags.value === 'help') {
  process.stdout.write(HELP);
} else {
  const { url, token, temper, withParent } = flags.value;
  if (withParent) endWithParent();
  new Runner(new BackendClient(url, token), url, token, temper).start();
}
