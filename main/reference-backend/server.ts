import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account, AppError, Result } from '../../preload/contract/index.js';
import { err, ok } from '../../preload/contract/index.js';
import { OWNER_ONLY } from './durable-file.js';
import { openServerKey } from './audit-head.js';
import { verifyChain } from './audit-chain.js';
import { EvidenceFiles } from './evidence-files.js';
import { Metrics } from './metrics.js';
import { prepareDemo, syncAccounts, warnOfCredentials } from './accounts.js';
import type { CreatedAccount } from './announce.js';
import type { Backend } from './backend.js';
import type { DemoTokens } from './demo-accounts.js';
import { syncFileKeys } from './file-keys.js';
import { forgetFirstAccounts, makeFirstAccounts } from './first-accounts.js';
import { FilePasswords } from './file-passwords.js';
import { lockFolder, unlockFolder } from './folder-lock.js';
import { createApp } from './http/app.js';
import { ClockWatch } from './clock-watch.js';
import { startClockwork } from './clockwork.js';
import { allJobs } from './jobs.js';
import type { Resources } from './resources.js';
import { openRootKey } from './root-key.js';
import { allRoutes } from './routes/index.js';
import { Growth } from './rules/growth.js';
import { LogInGate } from './rules/log-in-gate.js';
import { KnownTrees } from './known-trees.js';
import { ReceiptQueue } from './receipt-queue.js';
import { CallerCache } from './caller-cache.js';
import { putFixedAssets } from './storage/assets.js';
import { readEpoch } from './storage/epoch.js';
import { eventsAfter, lastSequence, readFloors } from './storage/events.js';
import { Store } from './storage/store.js';
import { Board } from './stream/board.js';
import { serveStream } from './stream/upgrade.js';
import { storeBatches } from './take-receipts.js';

export type ServerOptions = {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** those of the accounts file; null: there is none */
  readonly accounts: readonly Account[] | null;
  /** a root key's file; without it, the one of the data folder */
  readonly rootKey?: string | undefined;
  /** accounts for the demo's programs are wanted */
  readonly demo: boolean;
  readonly resources: Resources;
  /** of the documented limits of what an account may make in a day */
  readonly dailyShare: number;
  /** bytes that evidence leaves free on the disk */
  readonly diskReserve: number;
};

export type Running = {
  readonly url: string;
  /** public half of the root key */
  readonly rootKey: string;
  readonly created: readonly CreatedAccount[];
  /** tokens of the demo's programs, when they are wanted */
  readonly demo: DemoTokens | null;
  /** Lets running calls finish, then closes everything. */
  readonly stop: () => Promise<void>;
};

/** How long calls in progress may take at shutdown, ms. */
const GRACE_MS = 3000;

/** Starts a server on a data folder. An error is one line for people. */
export async function startServer(options: ServerOptions): Promise<Result<Running, string>> {
  const now = (): number => Date.now();
  const { accounts } = options;
  const folder = openFolder(options.data);
  if (!folder.ok) return folder;
  const lock = await lockFolder(options.data);
  if (!lock.ok) return err(explain(lock.error));
  const opened = await Store.open(options.data);
  if (!opened.ok) {
    await unlockFolder(lock.value);
    return err(explain(opened.error));
  }
  const database = opened.value;
  const close = async (): Promise<void> => {
    await database.close();
    await unlockFolder(lock.value);
  };
  const keys = await prepareKeys(options, database, now());
  if (!keys.ok) {
    await close();
    return keys;
  }
  await putFixedAssets(database, options.resources.facts.assets);
  const demo = await prepareDemo(database, options.demo);
  const parts = {
    ...keys.value,
    passwords: new FilePasswords(accounts ?? []),
    growth: new Growth(options.dailyShare),
    evidence: await EvidenceFiles.open(options.data, options.diskReserve),
  };
  const backend = await makeBackend(database, options.resources, parts, now);
  const listening = await listen(backend, options);
  if (!listening.ok) {
    await close();
    return listening;
  }
  const { url, quiet } = listening.value;
  backend.passwords.begin(backend);
  if (accounts !== null) forgetFirstAccounts(options.data);
  const created = accounts === null ? await makeFirstAccounts(options.data, database, now()) : [];
  const stop = async (): Promise<void> => {
    await quiet();
    await backend.passwords.stop();
    await close();
  };
  return ok({ url, rootKey: keys.value.rootKey.publicKey, created, demo, stop });
}

type Keys = Pick<Backend, 'rootKey' | 'serverKey'>;

/** Entries of the audit chain that are verified at every start. */
const VERIFIED_AT_START = 1000;

/** The server's keys, and accounts and keys as the accounts file has them; refuses a broken audit chain. */
async function prepareKeys(options: ServerOptions, store: Store, now: number): Promise<Result<Keys, string>> {
  const chain = await verifyChain(store, VERIFIED_AT_START);
  if (!chain.ok) return err(`the audit chain in ${options.data} is broken: ${chain.error}; restore a backup`);
  const rootKey = await openRootKey(options.data, options.rootKey, store);
  if (!rootKey.ok) return rootKey;
  const serverKey = await openServerKey(options.data, store);
  if (!serverKey.ok) return serverKey;
  const keys = ok({ rootKey: rootKey.value, serverKey: serverKey.value });
  const { accounts } = options;
  if (accounts === null) return keys;
  warnOfCredentials(accounts);
  await syncAccounts(store, accounts, now);
  const synced = await syncFileKeys(store, accounts, rootKey.value, now);
  return synced.ok ? keys : synced;
}

async function makeBackend(
  store: Store,
  resources: Resources,
  parts: Keys & Pick<Backend, 'passwords' | 'growth' | 'evidence'>,
  now: () => number,
): Promise<Backend> {
  const epoch = await readEpoch(store);
  const board = new Board({
    epoch,
    tiers: resources.tiers,
    now,
    last: await lastSequence(store),
    floors: await readFloors(store),
    read: (after, limit) => eventsAfter(store, after, limit),
  });
  const receipts = new ReceiptQueue((batches) => storeBatches(backend, batches));
  const clock = new ClockWatch();
  const metrics = new Metrics({
    clockJumpMs: () => clock.jumpMs(),
    streamClients: () => board.followers,
    droppedClients: () => board.dropped,
    waitingBatches: () => receipts.length,
    sequence: () => board.last,
  });
  const trees = new KnownTrees();
  store.onCommit(({ events, changes, ms }) => {
    trees.follow(changes);
    metrics.transaction(ms);
    board.publish(events);
  });
  const backend: Backend = {
    database: store,
    epoch,
    ...resources,
    board,
    receipts,
    trees,
    callers: new CallerCache(),
    ...parts,
    metrics,
    logInGate: new LogInGate(),
    clock,
    now,
  };
  return backend;
}

function openFolder(folder: string): Result<null, string> {
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    return ok(null);
  } catch (error) {
    return err(`cannot use the data folder: ${(error as Error).message}`);
  }
}

function explain({ code, details }: AppError): string {
  if (code === 'data-in-use') return `another server already uses the data folder ${String(details?.['folder'])}`;
  return `${code}: ${JSON.stringify(details ?? {})}`;
}

async function listen(
  backend: Backend,
  { host, port }: ServerOptions,
): Promise<Result<{ url: string; quiet: () => Promise<void> }, string>> {
  const app = createApp(allRoutes(backend), backend.now, (operation, status, ms) =>
    backend.metrics.request(operation, status, ms),
  );
  try {
    await app.listen({ host, port });
  } catch (error) {
    return err(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
  }
  const closeStreams = serveStream(backend, app.server);
  const stopClockwork = startClockwork(allJobs(backend));
  const { port: bound } = app.server.address() as AddressInfo;
  const quiet = async (): Promise<void> => {
    await closeStreams();
    const late = new AbortController();
    const cut = delay(GRACE_MS, undefined, { signal: late.signal }).then(
      () => app.server.closeAllConnections(),
      () => undefined,
    );
    await app.close();
    late.abort();
    await cut;
    await stopClockwork();
  };
  return ok({ url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, quiet });
}
