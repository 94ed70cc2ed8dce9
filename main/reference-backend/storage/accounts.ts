import type { Role } from '../../../preload/contract/index.js';
import type { Statements } from '../../sqlite/index.js';

export type AccountRow = {
  readonly name: string;
  /** `file` from --accounts, `created` at first start, `demo` the demo responder */
  readonly origin: 'file' | 'created' | 'demo';
  /** as `hashPassword` gives it; null: the account cannot log in */
  readonly password: string | null;
  /** JSON list */
  readonly roles: string;
  readonly tier: string;
  readonly subtree: number;
  readonly demo: number;
};

export type AccountRecord = Omit<AccountRow, 'roles' | 'subtree' | 'demo'> & {
  readonly roles: readonly Role[];
  readonly subtree: boolean;
  readonly demo: boolean;
};

export const findAccount = (db: Statements, name: string): Promise<AccountRow | undefined> =>
  db.get<AccountRow>('SELECT * FROM accounts WHERE name = ?', name);

/** Adds the account or brings it up to date. */
export async function putAccount(db: Statements, account: AccountRecord): Promise<void> {
  await db.run(
    `INSERT INTO accounts (name, origin, password, roles, tier, subtree, demo) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET origin = excluded.origin, password = excluded.password, roles = excluded.roles,
       tier = excluded.tier, subtree = excluded.subtree, demo = excluded.demo`,
    account.name,
    account.origin,
    account.password,
    JSON.stringify(account.roles),
    account.tier,
    account.subtree ? 1 : 0,
    account.demo ? 1 : 0,
  );
}

export async function setPassword(db: Statements, name: string, password: string): Promise<void> {
  await db.run('UPDATE accounts SET password = ? WHERE name = ?', password, name);
}

export const accountsOf = (db: Statements, origin: AccountRow['origin']): Promise<AccountRow[]> =>
  db.all<AccountRow>('SELECT * FROM accounts WHERE origin = ? ORDER BY name', origin);

/** Removes the accounts of an origin, tokens included, save those named. */
export async function dropAccounts(db: Statements, origin: AccountRow['origin'], keep: readonly string[]): Promise<void> {
  await db.run(
    'DELETE FROM accounts WHERE origin = ? AND name NOT IN (SELECT value FROM json_each(?))',
    origin,
    JSON.stringify(keep),
  );
}
