import type { DeskArgument, Prepared, Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { Draft, Outbox } from './command/index.js';
import { prepare, preview } from './command/index.js';
import type { DeskHandlers } from './feed/index.js';
import type { Officer } from './officer.js';
import type { WallCamera } from './scene/index.js';
import type { Catalogue, Order } from './store/index.js';

/** Drafts that were shown and may still be issued; an officer looks at one at a time. */
const DRAFTS_KEPT = 20;

export type DeskParts = {
  readonly officer: Officer;
  readonly outbox: Outbox;
  readonly camera: WallCamera;
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
    const { officer } = this.#parts;
    return {
      logIn: ({ name, password }: DeskArgument<'logIn'>) => this.#logIn(name, password),
      logOut: () => officer.logOut(),
      prepare: async (argument: DeskArgument<'prepare'>) => this.#prepare(argument),
      issue: (argument: DeskArgument<'issue'>) => this.#issue(argument),
      focus: async ({ command }: DeskArgument<'focus'>) => this.#setFocus(command),
      look: async (argument: DeskArgument<'look'>) => this.#look(argument),
    };
  }

  /** The backend took an order: the wall turns to it. */
  accepted(order: Order): void {
    this.#focus = order.id;
    this.#look({ tier: order.frozen.targets[0]?.tier ?? null });
  }

  async #logIn(name: string, password: string): Promise<Result<null>> {
    const result = await this.#parts.officer.logIn(name, password);
    if (result.ok) this.#parts.outbox.kick();
    return result;
  }

  #prepare({ template, parameters }: DeskArgument<'prepare'>): Result<Prepared> {
    const { session } = this.#parts.officer;
    if (session === undefined) return fail('login-needed');
    if (!session.roles.includes('officer')) return fail('role', { needed: 'officer' });
    const { templates, tiers } = this.#parts.catalogue();
    const now = this.#parts.serverNow();
    const issuer = { account: session.account, tier: session.tier };
    const draft = prepare({ templates, tiers, issuer, template, parameters, now });
    if (!draft.ok) return draft;
    this.#drafts.set(draft.value.frozen.id, draft.value);
    for (const id of [...this.#drafts.keys()].slice(0, -DRAFTS_KEPT)) this.#drafts.delete(id);
    return ok(preview(draft.value, tiers, now));
  }

  #issue({ id, hash }: DeskArgument<'issue'>): Promise<Result<unknown>> {
    const draft = this.#drafts.get(id);
    const { session } = this.#parts.officer;
    if (session === undefined) return Promise.resolve(fail('login-needed'));
    // Asked again because an answer got lost: it is stored, and it stays one order.
    const stored = this.#parts.outbox.find(id, hash, session.account);
    if (stored !== undefined) return Promise.resolve(ok(stored));
    // What is issued is what was shown: the same id with the same hash, by the same person.
    if (draft === undefined || draft.hash !== hash || draft.frozen.issuer.account !== session.account) {
      return Promise.resolve(fail('draft-unknown'));
    }
    return this.#parts.outbox.add(draft, session.account);
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
