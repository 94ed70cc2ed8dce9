import { join, resolve } from 'node:path';
import type { Account, Result } from '../../preload/contract/index.js';
import { ok, toWireTime } from '../../preload/contract/index.js';
import { accountsFault, readAccounts } from './accounts.js';
import { announce, onStopAsked } from './announce.js';
import type { DemoTokens } from './demo-accounts.js';
import { DEMO_NAMES } from './demo-accounts.js';
import { keepDemo } from './demo-child.js';
import type { Flags } from './flags.js';
import { forgetFirstAccounts } from './first-accounts.js';
import { HELP, readFlags } from './flags.js';
import { onParentLost } from './lifeline.js';
import { logFault } from './log.js';
import type { Resources } from './resources.js';
import { loadResources } from './resources.js';
import { startServer } from './server.js';
import { BAD_FLAGS, runTool, toolOf, TOOLS_HELP } from './tools/index.js';

const MEBIBYTE = 1024 ** 2;
const argv = process.argv.slice(2);
const tool = toolOf(argv);
if (tool === undefined) serve();
else {
  runTool(tool, argv.slice(1)).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      logFault('the tool failed', error);
      process.exitCode = 1;
    },
  );
}

function serve(): void {
  const flags = readFlags(argv);
  if (!flags.ok) refuse(flags.error, BAD_FLAGS);
  else if (flags.value === 'help') process.stdout.write(`${HELP}\n${TOOLS_HELP}`);
  else {
    run(flags.value).catch((error: unknown) => {
      logFault('the backend cannot run', error);
      process.exit(1);
    });
  }
}

async function run(options: Flags): Promise<void> {
  // Bundled to dist/backend/index.cjs, two levels below the program's root.
  const folder = options.resources ?? resolve(__dirname, '../../resources');
  const demo = !options['no-responders'] || options.scenario !== undefined;
  const resources = loadResources(folder);
  const now = Date.now();
  if (resources.tiers.today(now).length === 0) {
    return refuse(`the clock says ${toWireTime(now)}, when no tier was there yet: set it and start again`, 1);
  }
  const accounts = readAccountsFile(options.accounts, resources, demo);
  if (!accounts.ok) return refuse(accounts.error, 1);
  const fault = accounts.value === null ? null : accountsFault(accounts.value);
  if (fault !== null) return refuse(`${options.accounts}: ${fault}: all that are known would be removed for good`, BAD_FLAGS);
  const rootKey = options['root-key'];
  const limits = { dailyShare: options['daily-share'], diskReserve: options['disk-reserve'] * MEBIBYTE };
  const started = await startServer({ ...options, ...limits, accounts: accounts.value, demo, resources, rootKey });
  if (!started.ok) return refuse(started.error, 1);
  const { url, rootKey: root, created, demo: tokens, stop } = started.value;
  let stopDemo = (): void => undefined;
  let leaving = false;
  const leave = (): void => {
    // One Ctrl-C can come twice: from the terminal and from who started this.
    if (leaving) return;
    leaving = true;
    stopDemo();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logFault('could not stop cleanly', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
  onStopAsked(leave);
  onParentLost(process.env, leave);
  // Only now: whoever reads the announcement may send a signal at once.
  announce({ event: 'listening', url });
  if (created.length > 0) announce({ event: 'accounts-created', accounts: created }, () => forgetFirstAccounts(options.data));
  announce({ event: 'root-key', publicKey: root });
  if (tokens !== null) stopDemo = startDemo(options, folder, url, tokens);
}

function readAccountsFile(
  file: string | undefined,
  { tiers }: Resources,
  demo: boolean,
): Result<readonly Account[] | null, string> {
  return file === undefined ? ok(null) : readAccounts(file, tiers, Date.now(), demo ? DEMO_NAMES : []);
}

/** Starts the demo's programs; answers how to stop them. */
function startDemo(options: Flags, resources: string, url: string, tokens: DemoTokens): () => void {
  const common = ['--url', url, '--seed', String(options.seed), '--speed', String(options['responder-speed'])];
  const scenario = options.scenario === undefined ? [] : ['--scenario', options.scenario];
  const stops = [
    keepDemo({
      name: 'demo feeds',
      script: join(__dirname, 'feeds.cjs'),
      flags: [...common, '--resources', resources, ...scenario],
      token: tokens.feeds,
    }),
  ];
  if (!options['no-responders']) {
    stops.push(
      keepDemo({
        name: 'demo responders',
        script: join(__dirname, 'responders.cjs'),
        flags: [...common, '--profile', options['responder-profile']],
        token: tokens.responder,
      }),
    );
  }
  return () => stops.forEach((stop) => stop());
}

function refuse(message: string, code: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
