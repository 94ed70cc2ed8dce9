import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account } from '../../preload/contract/index.js';
import type { Database } from '../sqlite/index.js';
import type { CallerCache } from './caller-cache.js';
import { logFault } from './log.js';
import type { LogInGate } from './rules/log-in-gate.js';
import { hashPassword, verifyPassword } from './rules/password.js';
import { findAccount, setPassword } from './storage/accounts.js';
import { writeAudit } from './storage/audit.js';
import { accountsWithSessions, dropSessions } from './storage/tokens.js';

/** Derivations at once, of those that the gate lets through. */
const AT_ONCE = 2;

/** Among those who derive: no network is called that. */
const HOLDER = 'accounts file';

/** What of the backend this works with. */
type Room = { readonly database: Database; readonly callers: CallerCache; readonly now: () => number };
type Gated = Room & { readonly logInGate: LogInGate };

/**
 * The passwords of the accounts file, until the derived form of each is stored. To derive a thousand takes a minute, so
 * that happens while the server runs; a log-in before its turn is compared with the file.
 */
export class FilePasswords {
  readonly #given = new Map<string, string>();
  readonly #settling = new Map<string, Promise<void>>();
  #work: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(accounts: readonly Account[]) {
    for (const { name, password } of accounts) if (password !== undefined) this.#given.set(name, password);
  }

  /** Whether the password is the one in the file; undefined where what is stored decides. */
  fits(name: string, password: string): boolean | undefined {
    const given = this.#given.get(name);
    return given === undefined ? undefined : timingSafeEqual(digest(given), digest(password));
  }

  /**
   * Makes what is stored of an account's password that of the file. A password that was another ends its sessions. It
   * derives, so it is called in one's turn.
   */
  async settle(room: Room, name: string): Promise<void> {
    const given = this.#given.get(name);
    if (given === undefined) return;
    const running = this.#settling.get(name) ?? this.#store(room, name, given);
    this.#settling.set(name, running);
    await running;
  }

  /** Settles all in the background, first those under whose name sessions are open. */
  begin(room: Gated): void {
    this.#work = this.#settleAll(room).catch((error: unknown) => logFault('passwords could not be stored', error));
  }

  /** Resolves when nothing is being stored any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  async #settleAll(room: Gated): Promise<void> {
    const first = await accountsWithSessions(room.database);
    const names = new Set([...first, ...this.#given.keys()]).values();
    const worker = async (): Promise<void> => {
      for (const name of names) {
        if (this.#stopped) return;
        await room.logInGate.derivations.run(HOLDER, () => this.settle(room, name));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #store({ database, callers, now }: Room, name: string, given: string): Promise<void> {
    try {
      const stored = (await findAccount(database, name))?.password ?? null;
      if (stored === null || !(await verifyPassword(stored, given))) {
        const password = await hashPassword(given);
        await database.transaction(async (tx) => {
          await setPassword(tx, name, password);
          if (stored === null) return;
          await dropSessions(tx, name);
          await writeAudit(tx, now(), [{ by: 'system', act: 'account.password', subject: name }]);
        });
        if (stored !== null) callers.forgetAccount(name);
      }
      this.#given.delete(name);
    } finally {
      this.#settling.delete(name);
    }
  }
}

/** Of one length, as a comparison in constant time needs it. The normal form is that of `hashPassword`. */
const digest = (password: string): Buffer => createHash('sha256').update(password.normalize('NFC'), 'utf8').digest();
