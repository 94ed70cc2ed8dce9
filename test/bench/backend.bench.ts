import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serveBare } from './backend/bare-server.js';
import { compareDispatch, compareReceipts } from './backend/compare.js';
import { dispatch } from './backend/dispatch-clients.js';
import { handIn } from './backend/receipt-client.js';
import { storeRows } from './backend/rows.js';
import { estimate } from './backend/statistics.js';
import { prepare, saveSamples } from './backend/setting.js';

const HELP = `npm run bench -- backend [--full]
  dispatch_vs_bare   one order to every tier until each of as many clients has it and its receipt is stored,
                     against a bare HTTP and WebSocket server (time / time, aim: at most 3)
  receipts_vs_rows   receipts by POST /v1/receipts in batches of 100, against one transaction a row
                     (rate / rate, aim: at least 5)
  --full             more pairs
`;

async function main(full: boolean): Promise<void> {
  const setting = await prepare();
  try {
    const dispatches = await compareDispatch(setting, full ? 24 : 8);
    const receipts = await compareReceipts(setting, full ? 24 : 8);
    process.stdout.write(`raw samples: ${saveSamples({ dispatches, receipts })}\n`);
    const ratios = {
      dispatch_vs_bare: estimate(dispatches.map(({ product, baseline }) => product / baseline)),
      receipts_vs_rows: estimate(receipts.map(({ product, baseline }) => product / baseline)),
    };
    process.stdout.write(`${JSON.stringify({ bench: 'backend', ratios })}\n`);
  } finally {
    rmSync(setting.folder, { recursive: true, force: true });
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { role: { type: 'string' }, full: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [one = '', two = '', three = '', four = ''] = positionals;
  switch (values.role) {
    case undefined:
      return values.help === true ? void process.stdout.write(HELP) : main(values.full);
    case 'bare':
      return serveBare();
    case 'dispatch':
      return dispatch(one, two, Number(three), Number(four));
    case 'hand-in':
      return handIn(one, two, three);
    case 'rows':
      return storeRows(one, two);
    default:
      throw new Error(`no such role: ${values.role}`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
