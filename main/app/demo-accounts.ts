import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import type { Account, Result } from '../../preload/contract/index.js';
import { accountsSchema, fail, ok } from '../../preload/contract/index.js';
import { writeFileAtomic } from '../platform/index.js';

export type DemoAccounts = {
  readonly accounts: readonly Account[];
  /** where a file that could not be understood was put, when new accounts had to be made in its stead */
  readonly damagedFile?: string;
};

/**
 * Accounts of the demo: made once with random secrets, readable by this user only. A damaged file is kept under another
 * name, so that its passwords can still be found there, and new accounts are made.
 *
 * @param now UTC ms, for that name
 * @returns errors `demo-accounts-unreadable`, `demo-accounts-unwritable` (with `file` and `reason`)
 */
export function openDemoAccounts(file: string, tier: string, now: number): Result<DemoAccounts> {
  let damagedFile: string | undefined;
  if (existsSync(file)) {
    const text = attempt('demo-accounts-unreadable', file, () => readFileSync(file, 'utf8'));
    if (!text.ok) return text;
    const accounts = parseAccounts(text.value);
    if (accounts !== undefined) return withInstaller(file, accounts, tier);
    const aside = `${file}.damaged-${now}`;
    const moved = attempt('demo-accounts-unwritable', file, () => renameSync(file, aside));
    if (!moved.ok) return moved;
    damagedFile = aside;
  }
  const accounts = newAccounts(tier);
  const written = write(file, accounts);
  return written.ok ? ok({ accounts, ...(damagedFile === undefined ? {} : { damagedFile }) }) : written;
}

/** Who first made the file may have left out the one who confirms the leader's key. */
function withInstaller(file: string, known: readonly Account[], tier: string): Result<DemoAccounts> {
  if (known.some(({ name, roles }) => name === INSTALLER || roles.includes('installer'))) return ok({ accounts: known });
  const accounts = [...known, installer(tier)];
  const written = write(file, accounts);
  return written.ok ? ok({ accounts }) : written;
}

const write = (file: string, accounts: readonly Account[]): Result<void> =>
  attempt('demo-accounts-unwritable', file, () => writeFileAtomic(file, `${JSON.stringify(accounts, null, 2)}\n`, 0o600));

function parseAccounts(text: string): readonly Account[] | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Not JSON, so no accounts; the caller says so.
    return undefined;
  }
  return accountsSchema.safeParse(content).data;
}

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

const INSTALLER = 'installer';
const installer = (tier: string): Account => ({ name: INSTALLER, password: secret(9), roles: ['installer'], tier });

/** The officer's key is confirmed by the leader, the leader's by the installer: nobody confirms their own. */
function newAccounts(tier: string): readonly Account[] {
  return [
    { name: 'duty-officer', password: secret(9), roles: ['officer'], tier },
    { name: 'leader', password: secret(9), roles: ['leader', 'approver'], tier },
    installer(tier),
    { name: `hall-${tier}`, token: secret(32), roles: ['device'], tier },
  ];
}

/** The answer of the file system as a value. */
function attempt<T>(code: string, file: string, act: () => T): Result<T> {
  try {
    return ok(act());
  } catch (error) {
    return fail(code, { file, reason: String(error) });
  }
}
