import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Account } from '../../preload/contract/index.js';
import { accountsSchema, err, ok } from '../../preload/contract/index.js';
import type { Result } from '../../preload/contract/index.js';
import type { Database, Statements } from '../sqlite/index.js';
import type { CreatedAccount } from './announce.js';
import { fileKeyFault } from './file-keys.js';
import type { DemoTokens } from './demo-accounts.js';
import { CITY, DEMO_ACCOUNTS } from './demo-accounts.js';
import { firstFault } from './http/parse.js';
import { hashPassword, verifyPassword } from './rules/password.js';
import { dropAccounts, findAccount, hasAccounts, putAccount } from './storage/accounts.js';
import { dropReadyTokens, dropSessions, newToken, putToken } from './storage/tokens.js';
import type { TierBook } from './tier-book.js';

/** Reads and checks an accounts file. An error is one line for people that names the place in the file. */
export function readAccounts(file: string, tiers: TierBook, now: number): Result<readonly Account[], string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return err(`${file}: ${(error as Error).message}`);
  }
  const parsed = accountsSchema.safeParse(content);
  if (!parsed.success) {
    const { path, detail } = firstFault(parsed.error);
    return err(`${file}: ${path}: ${detail}`);
  }
  const names = new Set<string>(Object.values(DEMO_ACCOUNTS).map(({ name }) => name));
  const tokens = new Set<string>();
  for (const [index, { name, token, tier }] of parsed.data.entries()) {
    if (names.has(name)) return err(`${file}: /${index}/name: "${name}" is taken`);
    names.add(name);
    if (token !== undefined && tokens.has(token)) return err(`${file}: /${index}/token: another account has the same`);
    if (token !== undefined) tokens.add(token);
    if (tiers.find(tier, now) === undefined) return err(`${file}: /${index}/tier: there is no tier ${tier} today`);
  }
  const fault = fileKeyFault(parsed.data);
  return fault === null ? ok(parsed.data) : err(`${file}: ${fault.path}: ${fault.detail}`);
}

/** Makes the stored accounts those of the file: new ones added, known ones updated, ones no longer listed removed. */
export async function syncAccounts(database: Database, accounts: readonly Account[]): Promise<void> {
  // Deriving keys takes its time, so it is done before the transaction.
  const passwords = new Map<string, string | null>();
  for (const { name, password } of accounts) passwords.set(name, await passwordFor(database, name, password));
  await database.transaction(async (tx) => {
    await dropAccounts(
      tx,
      'file',
      accounts.map(({ name }) => name),
    );
    for (const account of accounts) await putFromFile(tx, account, passwords.get(account.name) ?? null);
  });
}

/** What to store of a password: what is stored already where it fits, so that sessions stay. */
async function passwordFor(db: Statements, name: string, password: string | undefined): Promise<string | null> {
  if (password === undefined) return null;
  const stored = (await findAccount(db, name))?.password ?? null;
  return stored !== null && (await verifyPassword(stored, password)) ? stored : hashPassword(password);
}

async function putFromFile(tx: Statements, account: Account, password: string | null): Promise<void> {
  const { name, roles, tier, subtree = false, token } = account;
  const before = await findAccount(tx, name);
  await putAccount(tx, { name, origin: 'file', password, roles, tier, subtree, demo: false });
  if (before !== undefined && before.password !== password) await dropSessions(tx, name);
  await dropReadyTokens(tx, name);
  if (token !== undefined) await putToken(tx, token, name, null);
}

/** First start without a file: a duty officer and a leader of the city, with passwords shown this once. */
export async function createFirstAccounts(database: Database): Promise<readonly CreatedAccount[]> {
  if (await hasAccounts(database)) return [];
  const created: readonly CreatedAccount[] = [
    { name: 'duty-officer', password: randomBytes(12).toString('base64url'), roles: ['officer'], tier: CITY },
    { name: 'leader', password: randomBytes(12).toString('base64url'), roles: ['leader', 'approver'], tier: CITY },
  ];
  const hashes = await Promise.all(created.map(({ password }) => hashPassword(password)));
  await database.transaction(async (tx) => {
    for (const [index, { name, roles, tier }] of created.entries()) {
      const password = hashes[index] ?? null;
      await putAccount(tx, { name, origin: 'created', password, roles, tier, subtree: false, demo: false });
    }
  });
  return created;
}

/** Makes the accounts of the demo's programs with fresh tokens, or removes them. Answers the tokens. */
export async function prepareDemo(database: Database, wanted: boolean): Promise<DemoTokens | null> {
  if (!wanted) {
    await dropAccounts(database, 'demo', []);
    return null;
  }
  const tokens: DemoTokens = { responder: newToken(), feeds: newToken() };
  await database.transaction(async (tx) => {
    for (const key of ['responder', 'feeds'] as const) {
      const { name, roles } = DEMO_ACCOUNTS[key];
      await putAccount(tx, { name, origin: 'demo', password: null, roles, tier: CITY, subtree: true, demo: true });
      await dropReadyTokens(tx, name);
      await putToken(tx, tokens[key], name, null);
    }
  });
  return tokens;
}
