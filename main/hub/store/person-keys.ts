import type { KeyState } from '../../../preload/contract/index.js';
import type { Database } from '../../sqlite/index.js';
import { change, first, tablesOf } from './query.js';

/** A person's key as it rests here: its private half only sealed. */
export type PersonKey = {
  /** SHA-256 of the 32 bytes of the public key, lower-case hex */
  readonly id: string;
  readonly account: string;
  /** Ed25519, base64url without padding */
  readonly publicKey: string;
  /** the private half, encrypted; only `person` knows its form */
  readonly sealed: string;
  /** UTC ms */
  readonly madeAt: number;
  /** as the backend's directory last had it; `locked`: sealed with a password that is no longer the account's */
  readonly status: KeyState['status'] | 'locked';
  /** the account had a confirmed key once: the backend takes nothing unsigned from it */
  readonly mustSign: boolean;
};

export interface PersonKeyReader {
  /** The newest key of an account that may still be used or confirmed. */
  current(account: string): Promise<PersonKey | undefined>;
}

export interface PersonKeyWriter {
  add(key: PersonKey): Promise<void>;
  setStatus(id: string, status: PersonKey['status'], mustSign: boolean): Promise<void>;
}

type Tables = {
  readonly person_keys: {
    readonly id: string;
    readonly account: string;
    readonly public_key: string;
    readonly sealed: string;
    readonly made_at: number;
    readonly status: PersonKey['status'];
    readonly must_sign: number;
  };
};
const tables = tablesOf<Tables>();

/** The persons' keys, in durable.db. Every method resolves after its change is committed. */
export class PersonKeyStore implements PersonKeyReader, PersonKeyWriter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async current(account: string): Promise<PersonKey | undefined> {
    const query = tables
      .selectFrom('person_keys')
      .selectAll()
      .where('account', '=', account)
      .where('status', 'not in', ['revoked', 'locked'])
      .orderBy('made_at', 'desc')
      .limit(1);
    const row = await first(this.#database, query);
    if (row === undefined) return undefined;
    const { id, public_key: publicKey, sealed, made_at: madeAt, status, must_sign: mustSign } = row;
    return { id, account, publicKey, sealed, madeAt, status, mustSign: mustSign === 1 };
  }

  async add({ id, account, publicKey, sealed, madeAt, status, mustSign }: PersonKey): Promise<void> {
    const row = { id, account, public_key: publicKey, sealed, made_at: madeAt, status, must_sign: mustSign ? 1 : 0 };
    await change(this.#database, tables.insertInto('person_keys').values(row));
  }

  async setStatus(id: string, status: PersonKey['status'], mustSign: boolean): Promise<void> {
    const set = { status, must_sign: mustSign ? 1 : 0 };
    await change(this.#database, tables.updateTable('person_keys').set(set).where('id', '=', id));
  }
}
