import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { account } from './accounting.js';
import { Ledger } from './ledger.js';
import type { Catalogue } from './load.js';
import { HANDS, Load, OFFICER } from './load.js';

export type KillOptions = {
  /** the bundled backend */
  readonly backend: string;
  /** an empty folder */
  readonly folder: string;
  readonly rounds: number;
  /** in [0, 1): decides when each server dies and what is sent */
  readonly random: () => number;
  readonly say: (line: string) => void;
};

export type KillResult = {
  readonly rounds: number;
  readonly violations: readonly string[];
  readonly commands: number;
  readonly receipts: number;
};

/** A server lives between these times after it listens, ms. */
const LIFE_MS = [30, 1200] as const;

/** Kills a loaded server again and again, each time on what the one before left, and accounts for what it answered. */
export async function killRounds({ backend, folder, rounds, random, say }: KillOptions): Promise<KillResult> {
  const data = join(folder, 'data');
  const accounts = join(folder, 'accounts.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(accounts, JSON.stringify([OFFICER, HANDS]));
  const ledger = new Ledger();
  const catalogue: Catalogue = {};
  for (let round = 1; round <= rounds; round += 1) {
    const args = [backend, '--data', data, '--accounts', accounts, '--no-responders'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const line = await lines.next();
    if (line.done === true) {
      ledger.violate(`round ${round}: the server did not start again (${await ended})`);
      break;
    }
    const { url } = JSON.parse(line.value) as { url: string };
    const load = new Load(url, ledger, catalogue, random);
    const loaded = load.run();
    const life = LIFE_MS[0] + random() * (LIFE_MS[1] - LIFE_MS[0]);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, life)), loaded]);
    child.kill('SIGKILL');
    load.stop();
    await Promise.all([ended, loaded]);
    await account(data, ledger);
    if (round % 10 === 0 || round === rounds) {
      say(
        `round ${round}: ${ledger.commands.size} commands, ${ledger.receipts.size} receipts, ${ledger.violations.length} violations`,
      );
    }
  }
  const acknowledged = [...ledger.receipts.values()].filter((receipt) => receipt.acknowledged).length;
  const answered = [...ledger.commands.values()].filter(({ answer }) => answer !== undefined).length;
  return { rounds, violations: ledger.violations, commands: answered, receipts: acknowledged };
}
