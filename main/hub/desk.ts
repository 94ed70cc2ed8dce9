import type {
  DeskArgument,
  Finding,
  KeptAsideItem,
  PendingKey,
  Precondition,
  Prepared,
  Result,
} from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { Draft, Outbox } from './command/index.js';
import { prepare, preview } from './command/index.js';
import type { DeskHandlers } from './feed/index.js';
import type { Officer } from './officer.js';
import type { Person } from './person/index.js';
import type { WallCamera } from './scene/index.js';
import type { Search, SituationQueries } from './situation/index.js';
import type { Catalogue, Order } from './store/index.js';

/** Drafts that were shown and may still be issued; an officer looks at one at a time. */
const DRAFTS_KEPT = 20;

/** Confirming the keys of others, in the session of the person who does it. */
export type KeyDesk = {
  pending(token: string): Promise<Result<readonly PendingKey[]>>;
  confirm(id: string, token: string): Promise<Result<null>>;
};

export type DeskParts = {
  readonly officer: Officer;
  readonly person: Person;
  readonly outbox: Outbox;
  /** Looks at a precondition on data that is fetched now. */
  readonly check: (precondition: Precondition, tier: string) => Promise<Finding>;
  readonly keys: KeyDesk;
  /** A notice that is none of the outbox's is done with. */
  readonly dismissNotice: (id: string) => void;
  /** what of the backend's did not fit, newest first */
  readonly keptAside: () => readonly KeptAsideItem[];
  readonly camera: WallCamera;
  readonly queries: SituationQueries;
  readonly search: Search;
  readonly catalogue: () => Catalogue;
  /** backend's clock, UTC ms */
  readonly serverNow: () => number;
  /** What the wall shows changed: the focus or the camera. */
  readonly onScene: () => void;
};

/** What the console may ask: one function per verb of the contract, and what is kept between two of them. */
export class Desk {
  #focus: string | null = null;
  readonly #drafts = new Map<string, Draft>();
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** The command that was asked for; null leaves the choice to the hall. */
  get focus(): string | null {
    return this.#focus;
  }

  get handlers(): DeskHandlers {
    const { officer, queries, search } = this.#parts;
    return {
      logIn: ({ name, password }: DeskArgument<'logIn'>) => this.#logIn(name, password),
      logOut: () => officer.logOut(),
      prepare: (argument: DeskArgument<'prepare'>) => this.#prepare(argument),
      issue: (argument: DeskArgument<'issue'>) => this.#issue(argument),
      answer: (argument: DeskArgument<'answer'>) => this.#answer(argument),
      history: ({ id }: DeskArgument<'history'>) => this.#parts.outbox.history(id),
      keys: () => this.#pendingKeys(),
      confirmKey: (argument: DeskArgument<'confirmKey'>) => this.#confirmKey(argument),
      dismissNotice: (argument: DeskArgument<'dismissNotice'>) => this.#dismissNotice(argument),
      keptAside: async () => ok(this.#parts.keptAside()),
      focus: async ({ command }: DeskArgument<'focus'>) => this.#setFocus(command),
      look: async (argument: DeskArgument<'look'>) => this.#look(argument),
      series: (argument: DeskArgument<'series'>) => queries.series(argument),
      latest: (argument: DeskArgument<'latest'>) => queries.latest(argument),
      search: ({ query, limit }: DeskArgument<'search'>) => search.find(query, limit),
    };
  }

  /** The backend took an order: the wall turns to it. */
  accepted(order: Order): void {
    this.#focus = order.id;
    this.#look({ tier: order.frozen.targets[0]?.tier ?? null });
  }

  async #logIn(name: string, password: string): Promise<Result<null>> {
    const { officer, person, outbox } = this.#parts;
    const result = await officer.logIn(name, password);
    if (!result.ok) return result;
    const { session } = officer;
    // The key opens while the console goes on; whoever issues waits for it.
    if (session !== undefined) void person.unlock(session, password);
    outbox.kick();
    return result;
  }

  async #prepare({ template, parameters }: DeskArgument<'prepare'>): Promise<Result<Prepared>> {
    const { officer, person, catalogue, serverNow } = this.#parts;
    await person.ready();
    const { session } = officer;
    if (session === undefined) return fail('login-needed');
    if (!session.roles.includes('officer')) return fail('role', { needed: 'officer' });
    const { templates, tiers } = catalogue();
    const now = serverNow();
    const issuer = { account: session.account, tier: session.tier };
    const frozen = prepare({ templates, tiers, issuer, template, parameters, now });
    if (!frozen.ok) return frozen;
    const { precondition, approvals } = frozen.value.frozen;
    const mayIssue = person.maySign(session.account, approvals);
    if (!mayIssue.ok) return mayIssue;
    const finding = precondition === undefined ? undefined : await this.#parts.check(precondition, session.tier);
    const draft = { ...frozen.value, finding };
    this.#drafts.set(draft.frozen.id, draft);
    for (const id of [...this.#drafts.keys()].slice(0, -DRAFTS_KEPT)) this.#drafts.delete(id);
    return ok(preview(draft, tiers, now));
  }

  async #issue({ id, hash }: DeskArgument<'issue'>): Promise<Result<unknown>> {
    const { officer, person, outbox } = this.#parts;
    await person.ready();
    const { session } = officer;
    if (session === undefined) return fail('login-needed');
    const { account } = session;
    // Asked again because an answer got lost: it is stored, and it stays one order.
    const stored = await outbox.find(id, hash, account);
    if (!stored.ok) return stored;
    if (stored.value !== undefined) return ok(stored.value);
    const draft = this.#drafts.get(id);
    // What is issued is what was shown: the same id with the same hash, by the same person.
    if (draft === undefined || draft.hash !== hash || draft.frozen.issuer.account !== account) return fail('draft-unknown');
    const signature = person.sign('issue', hash, account, draft.frozen.approvals);
    if (!signature.ok) return signature;
    return outbox.add(draft, account, signature.value ?? undefined);
  }

  async #answer({ id, choice }: DeskArgument<'answer'>): Promise<Result<null>> {
    const { session } = this.#parts.officer;
    if (session === undefined) return fail('login-needed');
    if (!session.roles.includes('officer')) return fail('role', { needed: 'officer' });
    return this.#parts.outbox.answer(id, choice, session.account);
  }

  async #pendingKeys(): Promise<Result<readonly PendingKey[]>> {
    const { session } = this.#parts.officer;
    if (session === undefined) return fail('login-needed');
    const pending = await this.#parts.keys.pending(session.token);
    return pending.ok ? ok(pending.value.filter(({ account }) => account !== session.account)) : pending;
  }

  async #confirmKey({ id }: DeskArgument<'confirmKey'>): Promise<Result<null>> {
    const { session } = this.#parts.officer;
    return session === undefined ? fail('login-needed') : this.#parts.keys.confirm(id, session.token);
  }

  async #dismissNotice({ id }: DeskArgument<'dismissNotice'>): Promise<Result<null>> {
    const dismissed = await this.#parts.outbox.dismiss(id);
    if (!dismissed.ok) return dismissed;
    if (!dismissed.value) this.#parts.dismissNotice(id);
    return ok(null);
  }

  #setFocus(command: string | null): Result<null> {
    this.#focus = command;
    this.#parts.onScene();
    return ok(null);
  }

  #look(argument: DeskArgument<'look'>): Result<null> {
    const { camera } = this.#parts;
    if ('camera' in argument) camera.lookAt(argument.camera);
    else {
      const looked = camera.lookAtTier(argument.tier, this.#parts.catalogue().tiers);
      if (!looked.ok) return looked;
    }
    this.#parts.onScene();
    return ok(null);
  }
}
