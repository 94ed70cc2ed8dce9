import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killRounds } from './kill/rounds.js';

const HELP = `npm run torture -- backend-kill [--rounds N]
  Kills the loaded backend N times (default 200) at random moments and accounts for every command and receipt that it
  had answered for: none lost, none doubled, the database sound, the audit chain whole.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!/^[1-9]\d{0,5}$/.test(values.rounds)) {
    process.stderr.write('--rounds: expected a whole number from 1\n');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'yilan-kill-'));
  const result = await killRounds({
    // Bundled to dist/torture, beside dist/backend.
    backend: resolve(dirname(process.argv[1] ?? ''), '../backend/index.cjs'),
    folder,
    rounds: Number(values.rounds),
    random: Math.random,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  for (const violation of result.violations) process.stdout.write(`VIOLATION ${violation}\n`);
  const { rounds, violations, commands, receipts } = result;
  // What a failure left is needed to find its cause.
  if (violations.length === 0) rmSync(folder, { recursive: true });
  else process.stdout.write(`the data folder is kept: ${folder}\n`);
  process.stdout.write(`answered for: ${commands} commands, ${receipts} receipts\n`);
  process.stdout.write(`${JSON.stringify({ torture: 'backend-kill', rounds, violations: violations.length })}\n`);
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
