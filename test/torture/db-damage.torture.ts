import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { damageRounds } from './damage/rounds.js';

const HELP = `npm run torture -- db-damage [--rounds N]
  Flips bits of the hub's files and cuts them off, N times (default 200) at random: durable.db, its write-ahead log,
  cache.db and orders.log. Each time the hub's store must be operable again within 10 s, with every order that it had
  acknowledged as it was.
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
  const folder = mkdtempSync(join(tmpdir(), 'yilan-damage-'));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await damageRounds({ folder, rounds: Number(values.rounds), random: Math.random, say });
  for (const violation of result.violations) say(`VIOLATION ${violation}`);
  // What a failure left is needed to find its cause.
  if (result.violations.length === 0) rmSync(folder, { recursive: true });
  else say(`the files are kept: ${folder}`);
  const { rounds, found, slowestMs, orders, violations } = result;
  say(
    `${found} found, the others harmless; ${orders} orders accounted for; operable again after ${Math.round(slowestMs)} ms at most`,
  );
  say(JSON.stringify({ torture: 'db-damage', rounds, violations: violations.length }));
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
