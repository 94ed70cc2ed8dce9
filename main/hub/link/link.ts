import type { AppError, Link, LinkState, Result, StreamFrame } from '../../../preload/contract/index.js';
import { fail, isTokenProblem, sessionSchema, wireTimeSchema } from '../../../preload/contract/index.js';
import { z } from 'zod';
import type { Call, HttpAnswer, HttpFailure } from './http.js';
import { HttpClient } from './http.js';
import { ServerClock } from './server-clock.js';
import type { StreamHello } from './stream.js';
import { openStream } from './stream.js';

/** Pause before the next try, ms: doubled after each failure, with ± 20 % so that a city's halls don't come all at once. */
const BACKOFF = { firstMs: 500, mostMs: 15_000, jitter: 0.2 } as const;

const healthSchema = z.looseObject({ time: wireTimeSchema, epoch: z.string(), sequence: z.string() });

/** What the link brings, for those who store it. Each answer is awaited before the next frame is handed over. */
export type LinkListener = {
  /** Where to go on from: `EPOCH:SEQ`, or undefined to begin anew. */
  since(): Promise<string | undefined>;
  /** A connection that could go on where the last one ended, or (`fresh`) one after which everything is fetched again. */
  onConnected(hello: StreamHello, fresh: boolean): Promise<Result<null>>;
  onFrame(frame: StreamFrame, epoch: string): Promise<Result<null>>;
  /** The backend does not take this token. */
  onRefused(token: string): void;
  /** The state to be shown changed. */
  onChange(): void;
};

/**
 * Keeps this hall connected with its backend: connecting → catching-up → live; offline with backoff when that fails;
 * refused when the backend does not take our token. `now` is monotonic, ms.
 */
export class BackendLink {
  #http: HttpClient | undefined;
  #url: string | null = null;
  #token: string | undefined;
  #state: Omit<Link, 'clockOffsetMs'>;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #closeStream: (() => void) | undefined;
  /** Counts connections, so that what an old one still says is not taken for the new one's word. */
  #connection = 0;
  /** Set after 4410: the next connection begins anew. */
  #beginAnew = false;
  #work: Promise<void> = Promise.resolve();
  readonly #ca: string | undefined;
  readonly #listener: LinkListener;
  readonly #now: () => number;
  readonly #clock: ServerClock;

  constructor(listener: LinkListener, now: () => number, ca?: string) {
    this.#listener = listener;
    this.#now = now;
    this.#ca = ca;
    this.#clock = new ServerClock(now(), Date.now());
    this.#state = { state: 'connecting', since: now() };
  }

  /** The state as of now: the offset is to this machine's wall clock as it stands at this moment. */
  get state(): Link {
    return this.#clock.isMeasured ? { ...this.#state, clockOffsetMs: this.serverNow() - Date.now() } : this.#state;
  }

  /** UTC ms of the backend's clock, as well as it is known; a step of this machine's wall clock does not move it. */
  serverNow(): number {
    return this.#clock.at(this.#now());
  }

  setUrl(url: string | null): void {
    if (url === this.#url) return;
    this.#url = url;
    void this.#http?.close();
    this.#http = url === null ? undefined : new HttpClient(url, this.#ca);
    this.#reconnect();
  }

  setToken(token: string | undefined): void {
    if (token === this.#token) return;
    this.#token = token;
    this.#reconnect();
  }

  /** A call with the link's own token unless another is given. */
  async call<T extends z.ZodType>(call: Call<T>): Promise<Result<HttpAnswer<z.infer<T>>, HttpFailure>> {
    if (this.#http === undefined) return { ok: false, error: { ...fail('backend-away').error, definite: false } };
    const askedAt = this.#now();
    const answer = await this.#http.call({ token: this.#token, ...call });
    if (answer.ok && answer.value.serverTimeMs !== undefined) {
      this.#clock.heard(askedAt, this.#now(), answer.value.serverTimeMs);
      this.#listener.onChange();
    }
    return answer;
  }

  /** Logs a person in; the session's token is the caller's to keep. */
  logIn(name: string, password: string): Promise<Result<HttpAnswer<z.infer<typeof sessionSchema>>, HttpFailure>> {
    return this.call({ method: 'POST', path: '/v1/sessions', answer: sessionSchema, token: undefined, body: { name, password } });
  }

  /** Ends all calls; resolves when what the stream brought is stored. */
  async close(): Promise<void> {
    this.#connection += 1;
    clearTimeout(this.#retry);
    this.#closeStream?.();
    await this.#http?.close();
    await this.#work;
  }

  #reconnect(): void {
    this.#connection += 1;
    clearTimeout(this.#retry);
    this.#closeStream?.();
    this.#closeStream = undefined;
    this.#failures = 0;
    if (this.#url === null) {
      this.#enter('offline', { problem: { code: 'backend-away' } });
    } else if (this.#token === undefined) {
      this.#enter('refused', { problem: { code: 'login-needed' } });
    } else {
      this.#enter('connecting');
      void this.#connect(this.#connection);
    }
  }

  async #connect(connection: number): Promise<void> {
    const health = await this.call({ method: 'GET', path: '/v1/health', answer: healthSchema });
    if (connection !== this.#connection) return;
    if (!health.ok) {
      this.#failed(connection, health.error);
      return;
    }
    const since = this.#beginAnew ? undefined : await this.#listener.since();
    const url = this.#url;
    const token = this.#token;
    if (connection !== this.#connection || url === null || token === undefined) return;
    let epoch = '';
    const queue = (work: () => Promise<Result<null>>): void => {
      this.#work = this.#work.then(async () => {
        if (connection !== this.#connection) return;
        const result = await work();
        if (result.ok) return;
        const close = this.#closeStream;
        this.#failed(connection, result.error);
        close?.();
      });
    };
    this.#closeStream = openStream(
      { url, token, since, ca: this.#ca },
      {
        onHello: (hello) => {
          epoch = hello.epoch;
          if (this.#state.state !== 'live') this.#enter('catching-up');
          queue(async () => {
            const result = await this.#listener.onConnected(hello, since === undefined);
            if (result.ok && connection === this.#connection) {
              this.#failures = 0;
              this.#beginAnew = false;
              this.#enter('live');
            }
            return result;
          });
        },
        onFrame: (frame) => queue(() => this.#listener.onFrame(frame, epoch)),
        onHeard: (roundTripMs) => {
          if (connection !== this.#connection) return;
          this.#set({ heardAt: this.#now(), ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) }) });
        },
        onEnd: ({ gone, problem }) => {
          if (gone) this.#beginAnew = true;
          this.#failed(connection, problem);
        },
      },
    );
  }

  #failed(connection: number, problem: AppError): void {
    if (connection !== this.#connection) return;
    this.#connection += 1;
    this.#closeStream = undefined;
    const spread = 1 + BACKOFF.jitter * (2 * Math.random() - 1);
    const wait = Math.min(BACKOFF.firstMs * 2 ** this.#failures, BACKOFF.mostMs) * spread;
    this.#failures += 1;
    const refused = isTokenProblem(problem);
    // A new token begins a new connection, so the one that was refused is the one of now.
    if (refused && this.#token !== undefined) this.#listener.onRefused(this.#token);
    // Who listens may have taken the token away, which is a new connection already.
    if (connection + 1 !== this.#connection) return;
    const { code, details } = problem;
    this.#enter(refused ? 'refused' : 'offline', {
      problem: { code, ...(details === undefined ? {} : { details }) },
      retryAt: this.#now() + wait,
    });
    const next = this.#connection;
    this.#retry = setTimeout(() => void this.#connect(next), wait);
  }

  #enter(state: LinkState, more: Pick<Link, 'problem' | 'retryAt'> = {}): void {
    const { heardAt, roundTripMs } = this.#state;
    const since = state === this.#state.state ? this.#state.since : this.#now();
    this.#state = { state, since, heardAt, roundTripMs, ...more };
    this.#listener.onChange();
  }

  #set(change: Pick<Link, 'heardAt' | 'roundTripMs'>): void {
    this.#state = { ...this.#state, ...change };
    this.#listener.onChange();
  }
}
