import { readFileSync } from 'node:fs';
import type { Account, Json } from '../../preload/contract/index.js';
import { accountsSchema, canonicalJson, err, ok } from '../../preload/contract/index.js';
import type { Result } from '../../preload/contract/index.js';
import type { Database, Statements } from '../sqlite/index.js';
import { fileKeyFault } from './file-keys.js';
import type { DemoTokens } from './demo-accounts.js';
import { CITY, DEMO_ACCOUNTS } from './demo-accounts.js';
import { firstFault } from './http/parse.js';
import { log } from './log.js';
import { accountsOf, dropAccounts, findAccount, putAccount } from './storage/accounts.js';
import type { AuditNote } from './storage/audit.js';
import { writeAudit } from './storage/audit.js';
import { dropReadyTokens, dropSessions, newToken, putReadyToken } from './storage/tokens.js';
import type { TierBook } from './tier-book.js';

/**
 * Reads and checks an accounts file. An error is one line for people that names the place in the file.
 * @param reserved names that the file must not have
 */
export function readAccounts(
  file: string,
  tiers: TierBook,
  now: number,
  reserved: readonly string[],
): Result<readonly Account[], string> {
  let content: unknown;
  try {
    // Some editors begin UTF-8 with a byte order mark.
    content = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return err(`${file}: ${(error as Error).message}`);
  }
  const parsed = accountsSchema.safeParse(content);
  if (!parsed.success) {
    const { path, detail } = firstFault(parsed.error);
    return err(`${file}: ${path}: ${detail}`);
  }
  const names = new Set(reserved);
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

/**
 * Why a list of accounts cannot be meant, or null. Starting on it would remove every account and revoke every key, which
 * no later list brings back.
 */
export function accountsFault(accounts: readonly Account[]): string | null {
  if (accounts.length === 0) return 'names no accounts';
  const usable = accounts.some(({ password, token }) => password !== undefined || token !== undefined);
  return usable ? null : 'has no account with a password or token';
}

/** Passwords and tokens that are sooner guessed than one would think. */
const PASSWORD_SHORT = 8;
const TOKEN_SHORT = 16;
/** Names told in one line of the log. */
const TOLD_MAX = 20;

/** Tells whose credentials are easily guessed or missing; such accounts are served all the same. */
export function warnOfCredentials(accounts: readonly Account[]): void {
  const told = (message: string, fits: (account: Account) => boolean): void => {
    const names = accounts.filter(fits).map(({ name }) => name);
    if (names.length > 0) log('warn', message, { count: names.length, accounts: names.slice(0, TOLD_MAX) });
  };
  told('the accounts file has short passwords', ({ password }) => (password?.length ?? PASSWORD_SHORT) < PASSWORD_SHORT);
  told('the accounts file has short tokens', ({ token }) => (token?.length ?? TOKEN_SHORT) < TOKEN_SHORT);
  told('the accounts file has accounts with neither password nor token, which nobody can use', ({ password, token }) =>
    [password, token].every((credential) => credential === undefined),
  );
}

/**
 * Makes the stored accounts those of the file: new ones added, known ones updated, ones no longer listed removed, also
 * those of a first start that had no file. Their passwords are left to `FilePasswords`.
 * @param now UTC ms
 */
export const syncAccounts = (database: Database, accounts: readonly Account[], now: number): Promise<void> =>
  database.transaction(async (tx) => {
    const listed = new Set(accounts.map(({ name }) => name));
    const notes: AuditNote[] = [];
    for (const origin of ['file', 'created'] as const) {
      const gone = (await accountsOf(tx, origin)).filter(({ name }) => !listed.has(name));
      await dropAccounts(tx, origin, [...listed]);
      for (const { name } of gone) notes.push({ by: 'system', act: 'account.remove', subject: name });
    }
    for (const account of accounts) notes.push(...(await putFromFile(tx, account)));
    await writeAudit(tx, now, notes);
  });

/** @returns what the audit chain is told */
async function putFromFile(tx: Statements, account: Account): Promise<AuditNote[]> {
  const { name, roles, tier, subtree = false, demo = false, token } = account;
  const before = await findAccount(tx, name);
  const hasPassword = account.password !== undefined;
  const password = hasPassword ? (before?.password ?? null) : null;
  await putAccount(tx, { name, origin: 'file', password, roles, tier, subtree, demo });
  if (!hasPassword) await dropSessions(tx, name);
  await dropReadyTokens(tx, name);
  if (token !== undefined) await putReadyToken(tx, token, name);
  const details = { roles: [...roles], tier, subtree };
  if (before === undefined) return [{ by: 'system', act: 'account.add', subject: name, details }];
  const known = { roles: JSON.parse(before.roles) as Json, tier: before.tier, subtree: before.subtree === 1 };
  const same = before.origin === 'file' && canonicalJson(known) === canonicalJson(details);
  return same ? [] : [{ by: 'system', act: 'account.change', subject: name, details }];
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
      // It may have been a person's before.
      await dropSessions(tx, name);
      await dropReadyTokens(tx, name);
      await putReadyToken(tx, tokens[key], name);
    }
  });
  return tokens;
}
