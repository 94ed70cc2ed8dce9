import type { Desk, Result, Session } from '../../preload/contract/index.js';
import { fail, fromWireTime, ok } from '../../preload/contract/index.js';
import type { BackendLink } from './link/index.js';
import { z } from 'zod';

type OfficerLink = Pick<BackendLink, 'serverNow' | 'logIn' | 'call'>;

/** The person at this console, as long as the session lasts. The token stays in the hub. */
export class Officer {
  #session: (Session & { readonly account: string }) | undefined;
  readonly #link: OfficerLink;
  readonly #onChange: () => void;

  constructor(link: OfficerLink, onChange: () => void) {
    this.#link = link;
    this.#onChange = onChange;
  }

  /** Undefined when nobody is logged in, or the session ran out. */
  get session(): (Session & { readonly account: string }) | undefined {
    const session = this.#session;
    return session !== undefined && fromWireTime(session.expiresAt) > this.#link.serverNow() ? session : undefined;
  }

  get shown(): Desk['session'] {
    const { session } = this;
    if (session === undefined) return null;
    const { account, roles, tier, expiresAt } = session;
    return { account, roles, tier, expiresAt: fromWireTime(expiresAt) };
  }

  /** Errors: the backend's (`credentials` …), `backend-away`. */
  async logIn(name: string, password: string): Promise<Result<null>> {
    const answer = await this.#link.logIn(name, password);
    if (!answer.ok) return fail(answer.error.code, answer.error.details);
    this.#session = { ...answer.value.value, account: name };
    this.#onChange();
    return ok(null);
  }

  /** The token of an account's session, while that account is logged in here. */
  tokenOf(account: string): string | undefined {
    const { session } = this;
    return session?.account === account ? session.token : undefined;
  }

  /** Logs out here at once; the backend is told as well as it can be. */
  async logOut(): Promise<Result<null>> {
    const token = this.#session?.token;
    if (token === undefined) return ok(null);
    this.forget(token);
    await this.#link.call({ method: 'DELETE', path: '/v1/sessions', answer: z.unknown(), token });
    return ok(null);
  }

  /** Time passed: a session that ran out is over, and the console is told. */
  tick(): void {
    if (this.#session !== undefined && this.session === undefined) this.forget(this.#session.token);
  }

  /** A session is over. A word about one that was replaced meanwhile, or about another token, changes nothing. */
  forget(token: string): void {
    if (this.#session?.token !== token) return;
    this.#session = undefined;
    this.#onChange();
  }
}
