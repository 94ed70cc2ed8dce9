import type { KeyItem, KeyState, Result, Role, Signature, SignedAct } from '../../../preload/contract/index.js';
import { fail, ok, toWireTime } from '../../../preload/contract/index.js';
import type { PersonKey, PersonKeyReader, PersonKeyWriter } from '../store/index.js';
import { stored } from '../store/index.js';
import { makeKeyPair, signAct } from './key-pair.js';
import type { Cost } from './sealed-key.js';
import { open, seal } from './sealed-key.js';

/** How often the directory is asked how the key stands, ms: while somebody is about to confirm it, and else. */
const FOLLOW_MS = { waiting: 5_000, else: 60_000 } as const;
/** Who has a key: those who give orders, approve them, or confirm others' keys. */
const SIGNING: readonly Role[] = ['officer', 'approver', 'leader', 'installer'];

/** Calls of the backend's key directory. */
export type KeyDirectory = {
  /** Hands a key in, in its person's session. */
  add(publicKey: string, token: string): Promise<Result<KeyItem>>;
  /** The keys of an account. */
  of(account: string): Promise<Result<readonly KeyItem[]>>;
};

export type PersonSession = { readonly account: string; readonly roles: readonly Role[] };

export type PersonOptions = {
  readonly store: PersonKeyReader & PersonKeyWriter;
  readonly directory: KeyDirectory;
  /** of the person's session, as it is now */
  readonly tokenOf: (account: string) => string | undefined;
  /** backend's clock, UTC ms */
  readonly now: () => number;
  readonly onChange: () => void;
  /** The old key could not be opened with the password that the backend takes now: another was made. */
  readonly onRenewed: (account: string) => void;
  /** of sealing; the usual one without it */
  readonly cost?: Cost;
};

type Unlocked = { readonly key: PersonKey; readonly secret: Buffer };

/**
 * The key of the person who is logged in: made here at the first log-in, kept sealed with the password, open for the
 * session only. The private half never leaves this object.
 */
export class Person {
  #unlocked: Unlocked | undefined;
  /** Counts log-ins and log-outs, so that what was begun for one person is not finished for the next. */
  #turn = 0;
  /** Who logged in while the store could not keep a key. */
  #notKept: string | undefined;
  #followedAt = Number.NEGATIVE_INFINITY;
  #following: Promise<void> = Promise.resolve();
  #unlocking: Promise<void> = Promise.resolve();
  readonly #options: PersonOptions;

  constructor(options: PersonOptions) {
    this.#options = options;
  }

  /** Null while nobody is logged in, or the account signs nothing. */
  get state(): KeyState | null {
    if (this.#unlocked === undefined) return null;
    const { id, status, mustSign } = this.#unlocked.key;
    return { id, status: status === 'locked' ? 'revoked' : status, mustSign };
  }

  /** A person logged in. Opens the key, or makes one, which takes a moment; `ready` waits for it. */
  unlock(session: PersonSession, password: string): Promise<void> {
    this.lock();
    this.#unlocking = this.#unlock(session, password, this.#turn);
    return this.#unlocking;
  }

  /** Resolves when nothing is being opened: whoever logged in may sign then, or has nothing to sign with. */
  ready(): Promise<void> {
    return this.#unlocking;
  }

  /** The session is over: the private half is wiped. */
  lock(): void {
    this.#turn += 1;
    this.#notKept = undefined;
    if (this.#unlocked === undefined) return;
    this.#unlocked.secret.fill(0);
    this.#unlocked = undefined;
    this.#options.onChange();
  }

  /** Time passed: the directory is asked again now and then. */
  tick(): void {
    const status = this.#unlocked?.key.status;
    if (status === undefined) return;
    const isWaiting = status === 'pending' || status === 'unsent';
    if (this.#options.now() - this.#followedAt >= (isWaiting ? FOLLOW_MS.waiting : FOLLOW_MS.else)) this.follow();
  }

  /** Asks the directory how the key stands, and hands it in where that has not been done. */
  follow(): void {
    this.#followedAt = this.#options.now();
    this.#following = this.#following.then(() => this.#follow());
  }

  /** Resolves when what was begun is over: opening a key, asking the directory. */
  async settled(): Promise<void> {
    await this.#unlocking;
    await this.#following;
  }

  async close(): Promise<void> {
    this.lock();
    await this.settled();
  }

  /**
   * Signs an act of this person on a command; null where the backend takes it unsigned: from who never had a confirmed
   * key, for a command that nobody has to approve.
   * @param hash of the command
   * @returns errors `login-needed`, `key-not-kept`, `key-not-confirmed`, `key-revoked`
   */
  sign(act: SignedAct, hash: string, account: string, approvals: 0 | 1): Result<Signature | null> {
    const may = this.maySign(account, approvals);
    if (!may.ok || !may.value || this.#unlocked === undefined) return may.ok ? ok(null) : may;
    const { key, secret } = this.#unlocked;
    return ok(signAct(secret, act, hash, { account, key: key.id, at: toWireTime(this.#options.now()) }));
  }

  /** Whether an order of this account would be signed; errors as of `sign`. */
  maySign(account: string, approvals: 0 | 1): Result<boolean> {
    const key = this.#unlocked?.key;
    if (key?.account !== account) return fail(this.#notKept === account ? 'key-not-kept' : 'login-needed');
    if (key.status === 'confirmed') return ok(true);
    if (key.status === 'revoked') return fail('key-revoked');
    return approvals === 1 || key.mustSign ? fail('key-not-confirmed') : ok(false);
  }

  async #unlock({ account, roles }: PersonSession, password: string, turn: number): Promise<void> {
    if (!roles.some((role) => SIGNING.includes(role))) return;
    const unlocked = await stored(async () => (await this.#openKept(account, password)) ?? (await this.#make(account, password)));
    if (turn !== this.#turn) {
      if (unlocked.ok) unlocked.value.secret.fill(0);
      return;
    }
    // A key that cannot be kept is none: while the store is down no order is taken either.
    if (!unlocked.ok) {
      this.#notKept = account;
      return;
    }
    this.#unlocked = unlocked.value;
    this.#options.onChange();
    this.follow();
  }

  async #openKept(account: string, password: string): Promise<Unlocked | undefined> {
    const key = await this.#options.store.current(account);
    if (key === undefined) return undefined;
    const secret = await open(key.sealed, password, key);
    if (secret !== undefined) return { key, secret };
    await this.#options.store.setStatus(key.id, 'locked', key.mustSign);
    this.#options.onRenewed(account);
    return undefined;
  }

  async #make(account: string, password: string): Promise<Unlocked> {
    const { id, publicKey, secret } = makeKeyPair();
    const sealed = await seal(secret, password, { account, id }, this.#options.cost);
    const madeAt = this.#options.now();
    const key: PersonKey = { id, account, publicKey, sealed, madeAt, status: 'unsent', mustSign: false };
    await this.#options.store.add(key);
    return { key, secret };
  }

  async #follow(): Promise<void> {
    const unlocked = this.#unlocked;
    if (unlocked === undefined) return;
    const { directory, tokenOf } = this.#options;
    const token = tokenOf(unlocked.key.account);
    let listed = await directory.of(unlocked.key.account);
    const isKnown = listed.ok && listed.value.some(({ id }) => id === unlocked.key.id);
    if (listed.ok && !isKnown && token !== undefined) {
      const added = await directory.add(unlocked.key.publicKey, token);
      // Not taken now; it is asked for again in a minute, and until then nothing is signed.
      listed = added.ok ? ok([...listed.value, added.value]) : listed;
    }
    if (listed.ok) await this.#note(unlocked.key, listed.value);
  }

  /** Keeps how the directory has the key. */
  async #note(key: PersonKey, listed: readonly KeyItem[]): Promise<void> {
    const status = listed.find(({ id }) => id === key.id)?.status ?? 'unsent';
    const mustSign = listed.some(({ confirmedAt }) => confirmedAt !== undefined);
    if (status === key.status && mustSign === key.mustSign) return;
    const kept = await stored(() => this.#options.store.setStatus(key.id, status, mustSign));
    // What could not be kept is asked for again in a minute.
    if (!kept.ok) return;
    if (this.#unlocked?.key.id !== key.id) return;
    this.#unlocked = { ...this.#unlocked, key: { ...key, status, mustSign } };
    this.#options.onChange();
  }
}
