import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.js';

/** npm run torture -- backend-fuzz [--rounds N] [--seed N] */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
console.log(`seed ${seed}`);
fuzz(rounds, seed).then(
  ({ violations, rssBefore, rssAfter }) => {
    for (const violation of violations.slice(0, 50)) console.log(violation);
    const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);
    console.log(`memory of the server: ${megabytes(rssBefore)} MiB, afterwards ${megabytes(rssAfter)} MiB`);
    console.log(JSON.stringify({ torture: 'backend-fuzz', rounds, violations: violations.length }));
    process.exitCode = violations.length === 0 ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
