import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hubKillRounds } from './hub-kill/rounds.js';

const HELP = `npm run torture -- hub-kill [--rounds N]
  Kills a hub that is given orders N times (default 300) at random moments and accounts for every order that it had
  acknowledged: each arrives at the backend exactly once, and nothing arrives that was not asked for.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '300' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!/^[1-9]\d{0,5}$/.test(values.rounds)) {
    process.stderr.write('--rounds: expected a whole number from 1\n');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'yilan-hub-kill-'));
  // Bundled to dist/torture, beside dist/backend.
  const here = dirname(process.argv[1] ?? '');
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await hubKillRounds({
    backend: resolve(here, '../backend/index.cjs'),
    host: resolve(here, '../../test/integration/support/hub-host.mjs'),
    folder,
    rounds: Number(values.rounds),
    random: Math.random,
    say,
  });
  for (const violation of result.violations) say(`VIOLATION ${violation}`);
  // What a failure left is needed to find its cause.
  if (result.violations.length === 0) rmSync(folder, { recursive: true });
  else say(`the data folders are kept: ${folder}`);
  const { rounds, violations, acknowledged, unanswered } = result;
  say(`acknowledged: ${acknowledged} orders; unanswered when the hub died: ${unanswered}`);
  say(JSON.stringify({ torture: 'hub-kill', rounds, violations: violations.length }));
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
