import { readFile } from 'node:fs/promises';
import type { SiteFault } from '../../../preload/contract/index.js';
import { readRandr } from '../read-randr.js';
import { displayFaults } from './match.js';
import { parseSite } from './parse.js';

/** `npm run site -- check FILE`: faults for people, then one JSON line; exit 0 without faults, 1 with, 2 for wrong use. */
async function main(args: readonly string[]): Promise<number> {
  const [verb, file] = args;
  if (verb !== 'check' || file === undefined || args.length !== 2) {
    process.stderr.write('usage: npm run site -- check FILE\n');
    return 2;
  }
  const { faults, note } = await check(file);
  for (const { path, code, message } of faults) process.stdout.write(`${path === '' ? file : path}: ${code}: ${message}\n`);
  if (note !== undefined) process.stdout.write(`not compared with the displays: ${note}\n`);
  process.stdout.write(`${JSON.stringify({ ok: faults.length === 0, faults })}\n`);
  return faults.length === 0 ? 0 : 1;
}

/** `note`: why the displays were not looked at, where that is no fault of the file. */
type Checked = { readonly faults: readonly SiteFault[]; readonly note?: string };

async function check(file: string): Promise<Checked> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { faults: [{ path: '', code: 'unreadable', message: `${String(error)}; give the path of a readable file` }] };
  }
  const site = parseSite(text);
  if (!site.ok) return { faults: site.error };
  const outputs = await readRandr();
  if (!outputs.ok) return { faults: [], note: JSON.stringify(outputs.error) };
  // Away from the wall (an installer's desk) there is nothing to compare with.
  if (outputs.value.length === 0) return { faults: [] };
  // Labels are known to the app only; a panel that is bound by one can't be checked here.
  const byLabel = site.value.wall?.panels.some(({ display }) => 'label' in display) ?? false;
  const faults = displayFaults(
    site.value,
    outputs.value.map((output, id) => ({ ...output, id, label: '', scaleFactor: 1, primary: id === 0 })),
  ).filter(({ code }) => !(byLabel && code === 'display-missing'));
  return { faults };
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
