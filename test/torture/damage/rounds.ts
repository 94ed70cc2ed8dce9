import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../main/hub/store/index.js';
import { openStore } from '../../../main/hub/store/index.js';
import type { Target } from './damage.js';
import { damage, TARGETS } from './damage.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';

/** A store has to be operable again within this time, ms. */
const OPERABLE_MS = 10_000;
/** Starts that one damage may cost: the hub ends with what it finds while running, and main starts it again. */
const STARTS = 3;

export type DamageOptions = {
  readonly folder: string;
  readonly rounds: number;
  readonly random: () => number;
  readonly say: (line: string) => void;
  readonly targets?: readonly Target[];
  /** what the store looks at when it is opened; the planted defect takes it away */
  readonly checks?: Parameters<typeof openStore>[2];
};

export type DamageResult = {
  readonly rounds: number;
  readonly violations: readonly string[];
  /** told to the operator; the others did no harm */
  readonly found: number;
  readonly slowestMs: number;
  /** acknowledged in all rounds, as they stand in the ledger in the end */
  readonly orders: number;
};

/**
 * Damages a store's files again and again. Whatever was acknowledged must be there afterwards as it was, and the store
 * must take new orders within ten seconds.
 */
export async function damageRounds(options: DamageOptions): Promise<DamageResult> {
  const { folder, rounds, random, say, targets = TARGETS } = options;
  const [live, victim] = [join(folder, 'live'), join(folder, 'victim')];
  mkdirSync(live, { recursive: true });
  const violations: string[] = [];
  let [found, slowestMs] = [0, 0];
  let ledger = new Ledger();
  const load = new Load(random);
  for (let round = 1; round <= rounds; round += 1) {
    const store = await opened(live);
    await load.run(store, ledger);
    const isKilled = random() < 0.5;
    if (!isKilled) await store.close();
    rmSync(victim, { recursive: true, force: true });
    cpSync(live, victim, { recursive: true });
    if (isKilled) await store.close();
    const target = targets[Math.floor(random() * targets.length)] ?? 'durable.db';
    const what = damage(victim, target, random);
    if (what === undefined) continue;
    const after = new Ledger(ledger.orders);
    const outcome = await recover(victim, after, load, options.checks);
    slowestMs = Math.max(slowestMs, outcome.ms);
    if (outcome.found) found += 1;
    const line = `round ${round}: ${isKilled ? 'killed, ' : ''}${what}: ${outcome.found ? outcome.notices : 'harmless'}, ${Math.round(outcome.ms)} ms`;
    say(line);
    for (const wrong of outcome.wrong) violations.push(`${line}: ${wrong}`);
    // What was recovered has to bear more of it.
    if (outcome.wrong.length === 0 && random() < 0.3) {
      rmSync(live, { recursive: true });
      renameSync(victim, live);
      ledger = after;
    }
  }
  return { rounds, violations, found, slowestMs, orders: ledger.orders.size };
}

async function opened(folder: string): Promise<Store> {
  const store = await openStore(folder);
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  return store.value;
}

type Outcome = { readonly found: boolean; readonly notices: string; readonly wrong: readonly string[]; readonly ms: number };

async function recover(folder: string, ledger: Ledger, load: Load, checks: DamageOptions['checks']): Promise<Outcome> {
  const began = performance.now();
  const notices: string[] = [];
  const wrong: string[] = [];
  for (let start = 1; start <= STARTS; start += 1) {
    let damaged: string | undefined;
    const onDamaged = (reason: string): void => {
      damaged ??= reason;
    };
    const store = await openStore(folder, { onDamaged, onNotice: ({ code }) => void notices.push(code) }, checks);
    if (!store.ok) {
      wrong.push(`not opened: ${JSON.stringify(store.error)}`);
      break;
    }
    notices.push(...store.value.opening.map(({ code }) => code));
    const used = await use(store.value, ledger, load);
    await store.value.close();
    if (used.died !== undefined || damaged !== undefined) {
      notices.push(`ended: ${damaged ?? used.died}`);
      if (start === STARTS) wrong.push(`does not stay: ${damaged ?? used.died}`);
      continue;
    }
    wrong.push(...used.wrong);
    if (used.at - began > OPERABLE_MS) wrong.push(`operable after ${Math.round(used.at - began)} ms only`);
    return { found: notices.length > 0, notices: notices.join(', '), wrong: [...wrong, ...boundOf(folder)], ms: used.at - began };
  }
  return { found: true, notices: notices.join(', '), wrong, ms: performance.now() - began };
}

type Used = { readonly died?: string; readonly wrong: readonly string[]; readonly at: number };

/** What a hub does first. An error that would end the process is an answer here. */
async function use(store: Store, ledger: Ledger, load: Load): Promise<Used> {
  try {
    await store.commands.cursor();
    await store.commands.recent(20);
    await store.catalogue.read();
    const wrong = ledger.differences(await store.orders.all());
    await load.addOrder(store, ledger);
    const at = performance.now();
    wrong.push(...ledger.differences(await store.orders.all()));
    return { wrong, at };
  } catch (error) {
    return { died: String(error), wrong: [], at: performance.now() };
  }
}

/** Damaged files are kept, and not more of them than five sets. */
function boundOf(folder: string): string[] {
  const quarantine = join(folder, 'quarantine');
  const sets = readdirSync(folder).includes('quarantine') ? readdirSync(quarantine).length : 0;
  return sets > 5 ? [`${sets} sets in quarantine`] : [];
}
