import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Estimate } from './backend/statistics.js';
import { benchFeed } from './hub/feed.js';
import { generate } from './hub/feed/generator.js';
import { ingestAwait, ingestProduct } from './hub/ingest-arms.js';
import { benchIngest } from './hub/ingest.js';
import { benchStart, startHub } from './hub/start.js';

const HELP = `npm run bench -- hub [--part ingest|start|feed] [--full]
  ingest  100,000 samples into the cache:
          ingest_vs_await  a prepared insert and an await for each row, same driver (time / time, aim: at least 8)
          ingest_vs_cli    SQLite's command-line shell importing them (time / time, aim: at least 0.6)
  start   how soon a hub shows something, with a cache of 1 GB and with an empty one
  feed    5,000 rows a second for 12 windows:
          feed_cpu_vs_naive_12  main sends every row to every window (CPU / CPU of main and hub, aim: at most 0.15)
          stopped_window_p99    nobody is stopped, p99 + 5 ms of the others (time / time, aim: at most 1.1)
  --part  only this one
  --full  more pairs
`;

/** Bundled to dist/bench: what a run leaves lies beside. */
const OUT = join(dirname(process.argv[1] ?? ''), 'hub-runs');

type Outcome = { readonly ratios: Readonly<Record<string, Estimate>>; readonly raw: unknown };

/** Each part by its name; it gets a folder of its own. */
const parts: Readonly<Record<string, (folder: string, full: boolean) => Promise<Outcome>>> = {
  ingest: (folder, full) => benchIngest(folder, full ? 24 : 8),
  feed: benchFeed,
  start: async (folder) => ({ ratios: {}, raw: await benchStart(folder) }),
};

async function main(only: string | undefined, full: boolean): Promise<void> {
  const names = only === undefined ? Object.keys(parts) : [only];
  const ratios: Record<string, Estimate> = {};
  const samples: Record<string, unknown> = {};
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) throw new Error(`no such part: ${name}; there are ${Object.keys(parts).join(', ')}`);
    mkdirSync(OUT, { recursive: true });
    const folder = mkdtempSync(join(OUT, 'run-'));
    try {
      const outcome = await part(folder, full);
      Object.assign(ratios, outcome.ratios);
      samples[name] = outcome.raw;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const file = join(OUT, `samples-${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ node: process.version, ...samples }, undefined, 1));
  process.stdout.write(`raw samples: ${file}\n${JSON.stringify({ bench: 'hub', ratios })}\n`);
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      role: { type: 'string' },
      part: { type: 'string' },
      full: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [one = ''] = positionals;
  switch (values.role) {
    case undefined:
      return values.help === true ? void process.stdout.write(HELP) : main(values.part, values.full);
    case 'ingest-product':
      return ingestProduct(one);
    case 'ingest-await':
      return ingestAwait(one);
    case 'feed-generator':
      return generate();
    case 'start':
      return startHub(one);
    default:
      throw new Error(`no such role: ${values.role}`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
