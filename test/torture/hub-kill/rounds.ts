import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { account } from './accounting.js';
import { settle, startBackend, startHub } from './hall.js';
import { OrderLedger } from './ledger.js';
import { giveOrders } from './officer.js';

export type HubKillOptions = {
  /** the bundled backend */
  readonly backend: string;
  /** the program that runs the bundled hub with a console at its port */
  readonly host: string;
  /** an empty folder */
  readonly folder: string;
  readonly rounds: number;
  /** in [0, 1): decides when each hub dies and what is ordered */
  readonly random: () => number;
  readonly say: (line: string) => void;
};

export type HubKillResult = {
  readonly rounds: number;
  readonly violations: readonly string[];
  readonly acknowledged: number;
  /** asked for, and the hub died before it answered */
  readonly unanswered: number;
};

/** Every fifth hub dies while it starts, ms after its process was made. */
const BOOT_MS = 2000;
/** The others die so long, ms, after they were asked for up to so many orders, both at random. */
const ORDERS = 6;
const AFTER_MS = 200;
/** A hub that takes no order for so long is stuck. */
const STUCK_MS = 60_000;

/** Kills a hub that is given orders again and again, and then accounts for every order that it had answered for. */
export async function hubKillRounds(options: HubKillOptions): Promise<HubKillResult> {
  const { host, folder, rounds, random, say } = options;
  const [hall, data] = [join(folder, 'hall'), join(folder, 'backend')];
  const ledger = new OrderLedger();
  const backend = await startBackend(options.backend, data, await settle(hall));
  for (let round = 1; round <= rounds; round += 1) {
    const hub = startHub(host, hall, backend.url);
    const before = ledger.orders.size;
    void giveOrders(hub.window, ledger, random);
    if (random() < 0.2) await pause(random() * BOOT_MS);
    else {
      const enough = before + 1 + Math.floor(random() * ORDERS);
      const since = performance.now();
      while (ledger.orders.size < enough && performance.now() - since < STUCK_MS) await pause(2);
      if (ledger.orders.size === before) ledger.violate(`round ${round}: no order was given`);
      await pause(random() * AFTER_MS);
    }
    hub.process.kill('SIGKILL');
    await hub.ended;
    if (round % 10 === 0 || round === rounds) {
      say(`round ${round}: ${ledger.orders.size} asked for, ${ledger.acknowledged.length} acknowledged`);
    }
  }
  await drain(startHub(host, hall, backend.url));
  await backend.stop();
  await account(data, hall, ledger);
  const acknowledged = ledger.acknowledged.length;
  return { rounds, violations: ledger.violations, acknowledged, unanswered: ledger.orders.size - acknowledged };
}

/** Lets a last hub send what the others left, and end in peace. */
async function drain({ window, process: child, ended }: ReturnType<typeof startHub>): Promise<void> {
  await window.until(
    ({ link }, desk) =>
      link.state === 'live' && (desk?.outbox.every(({ state }) => state !== 'held' && state !== 'sending') ?? false),
  );
  child.send({ to: 'hub', data: { kind: 'stop' } });
  await ended;
}
