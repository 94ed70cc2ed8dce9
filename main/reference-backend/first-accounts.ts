import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { accountSchema } from '../../preload/contract/index.js';
import type { Database } from '../sqlite/index.js';
import type { CreatedAccount } from './announce.js';
import { CITY } from './demo-accounts.js';
import { OWNER_ONLY_FILE, writeWhole } from './durable-file.js';
import { log } from './log.js';
import { hashPassword } from './rules/password.js';
import { accountsOf, putAccount } from './storage/accounts.js';
import { writeAudit } from './storage/audit.js';

/** Names and passwords that were made and not shown yet; readable by the server's own user only. */
const FILE = 'first-accounts.json';

/** Two persons who sign, and a third who confirms the key of the second. */
const FIRST: readonly Omit<CreatedAccount, 'password'>[] = [
  { name: 'duty-officer', roles: ['officer'], tier: CITY },
  { name: 'leader', roles: ['leader', 'approver'], tier: CITY },
  { name: 'installer', roles: ['installer'], tier: CITY },
];

const unshownSchema = z.array(accountSchema.required({ password: true }).pick({ name: true, password: true }).strict());

/**
 * The accounts of a server that never had a file of them. Their passwords lie in a file from before they count until
 * `forgetFirstAccounts`, so a server that is killed before it showed them shows them when it starts again.
 * @param now UTC ms
 * @returns those whose passwords nobody was shown yet
 */
export async function makeFirstAccounts(folder: string, database: Database, now: number): Promise<readonly CreatedAccount[]> {
  if ((await accountsOf(database, 'file')).length > 0) return [];
  const known = new Set((await accountsOf(database, 'created')).map(({ name }) => name));
  const unshown = readUnshown(join(folder, FILE));
  const shown = FIRST.flatMap((account): CreatedAccount[] => {
    const password = unshown.get(account.name) ?? (known.has(account.name) ? undefined : newPassword());
    return password === undefined ? [] : [{ ...account, password }];
  });
  const missing = shown.filter(({ name }) => !known.has(name));
  if (missing.length === 0) return shown;
  const content = shown.map(({ name, password }) => ({ name, password }));
  writeWhole(join(folder, FILE), `${JSON.stringify(content)}\n`, OWNER_ONLY_FILE);
  const hashes = await Promise.all(missing.map(({ password }) => hashPassword(password)));
  await database.transaction(async (tx) => {
    for (const [index, { name, roles, tier }] of missing.entries()) {
      const password = hashes[index] ?? null;
      await putAccount(tx, { name, origin: 'created', password, roles, tier, subtree: false, demo: false });
    }
    const notes = missing.map(({ name, roles, tier }) => ({
      by: 'system',
      act: 'account.add',
      subject: name,
      details: { roles: [...roles], tier, subtree: false },
    }));
    await writeAudit(tx, now, notes);
  });
  return shown;
}

/** They were shown, or no longer count. */
export const forgetFirstAccounts = (folder: string): void => rmSync(join(folder, FILE), { force: true });

const newPassword = (): string => randomBytes(12).toString('base64url');

function readUnshown(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  try {
    const entries = unshownSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(entries.map(({ name, password }) => [name, password]));
  } catch (error) {
    log('error', 'the passwords of the first accounts cannot be read', { file, reason: (error as Error).message });
    return new Map();
  }
}
