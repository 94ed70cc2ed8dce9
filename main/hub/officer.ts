import type { Desk, Result, Session } from '../../preload/contract/index.js';
import { fail, fromWireTime, isTokenProblem, ok, sessionSchema } from '../../preload/contract/index.js';
import type { BackendLink } from './link/index.js';
import { z } from 'zod';

/**
 * A session is renewed after two thirds of its token's life, give or take a tenth, so that a city's consoles don't come
 * all at once; what fails for another reason than the token is tried again this much later, ms.
 */
const RENEWAL = { part: 2 / 3, jitter: 0.1, retryMs: 15_000 } as const;

export type OfficerListener = {
  /** Another session, or none. */
  onChange(): void;
  /** The same session has another token; told before `onChange`. */
  onRenewed(token: string): void;
  /** The backend does not renew the session: the person is logged out here, with the problem's code as the reason. */
  onEnded(account: string, code: string): void;
};

type OfficerLink = Pick<BackendLink, 'serverNow' | 'logIn' | 'call'>;

/** The person at this console, as long as the session lasts. The token stays in the hub. */
export class Officer {
  #session: (Session & { readonly account: string }) | undefined;
  /** UTC ms of the backend's clock */
  #renewAt = Infinity;
  #renewing = false;
  readonly #link: OfficerLink;
  readonly #listener: OfficerListener;

  constructor(link: OfficerLink, listener: OfficerListener) {
    this.#link = link;
    this.#listener = listener;
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
    this.#take(answer.value.value, name);
    this.#listener.onChange();
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

  /** Time passed: a session that ran out is over, and the console is told; one that will is renewed in time. */
  tick(): void {
    if (this.#session !== undefined && this.session === undefined) this.forget(this.#session.token);
    if (this.#session !== undefined && this.#link.serverNow() >= this.#renewAt && !this.#renewing) {
      void this.#renew(this.#session);
    }
  }

  /** A session is over. A word about one that was replaced meanwhile, or about another token, changes nothing. */
  forget(token: string): void {
    if (this.#session?.token !== token) return;
    this.#session = undefined;
    this.#renewAt = Infinity;
    this.#listener.onChange();
  }

  #take(session: Session, account: string): void {
    const now = this.#link.serverNow();
    const part = RENEWAL.part + RENEWAL.jitter * (2 * Math.random() - 1);
    this.#session = { ...session, account };
    this.#renewAt = now + part * (fromWireTime(session.expiresAt) - now);
  }

  async #renew({ token, account }: Session & { readonly account: string }): Promise<void> {
    this.#renewing = true;
    const answer = await this.#link.call({ method: 'POST', path: '/v1/sessions/refresh', answer: sessionSchema, token });
    this.#renewing = false;
    // Logged out, or in as somebody else, meanwhile.
    if (this.#session?.token !== token) return;
    if (answer.ok) {
      this.#take(answer.value.value, account);
      this.#listener.onRenewed(answer.value.value.token);
      this.#listener.onChange();
    } else if (isTokenProblem(answer.error)) {
      this.forget(token);
      this.#listener.onEnded(account, answer.error.code);
    } else {
      // Whatever else was decided stays so: the session is used to its end.
      this.#renewAt = answer.error.definite
        ? Infinity
        : this.#link.serverNow() + RENEWAL.retryMs * (1 + RENEWAL.jitter * Math.random());
    }
  }
}
