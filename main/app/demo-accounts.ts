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
    if (accounts !== undefined) return ok({ accounts });
    const aside = `${file}.damaged-${now}`;
    const moved = attempt('demo-accounts-unwritable', file, () => renameSync(file, aside));
    if (!moved.ok) return moved;
    damagedFile = aside;
  }
  const accounts = newAccounts(tier);
  const text = `${JSON.stringify(accounts, null, 2)}\n`;
  const written = attempt('demo-accounts-unwritable', file, () => writeFileAtomic(file, text, 0o600));
  return written.ok ? ok({ accounts, ...(damagedFile === undefined ? {} : { damagedFile }) }) : written;
}

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

function newAccounts(tier: string): readonly Account[] {
  const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return [
    { name: 'duty-officer', password: secret(9), roles: ['officer'], tier },
    { name: 'leader', password: secret(9), roles: ['leader', 'approver'], tier },
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
