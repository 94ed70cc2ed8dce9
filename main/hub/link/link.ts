import type { AppError, BackendAccess, Link, Result, StreamBatch, Topic } from '../../../preload/contract/index.js';
import { fail, healthSchema, isTokenProblem, ok, sessionSchema } from '../../../preload/contract/index.js';
import type { z } from 'zod';
import type { Call, HttpAnswer, HttpFailure } from './http.js';
import { HttpClient } from './http.js';
import type { LinkFact, LinkStatus } from './next-link.js';
import { linkAtStart, nextLink, shownLink } from './next-link.js';
import { placeOf } from './order.js';
import type { Misfit, StreamHello } from './read-message.js';
import { ServerClock } from './server-clock.js';
import type { OpenStream, StreamEnd } from './stream.js';
import { openStream } from './stream.js';
import { WorkQueue } from './work-queue.js';

/** What a hall follows: everything that it shows or stores. */
const TOPICS: readonly Topic[] = ['commands', 'directives', 'receipts', 'incidents', 'alarms', 'samples', 'positions'];

/** A stream that lay behind and is quiet for so long has nothing more for this hall, ms. */
const QUIET_MS = 500;

/**
 * What came in longer ago than this, ms, and is not stored yet: from then on a sign of life of the backend says nothing
 * about what is shown; and the hall is no longer live.
 */
const STUCK_MS = { heard: 1000, live: 3000 } as const;

/** What the link brings, for those who store it. Each answer is awaited before the next batch is handed over. */
export type LinkListener = {
  /** Where to go on from: `EPOCH:SEQ`, or undefined to begin anew. */
  since(): Promise<string | undefined>;
  /** A connection that could go on where the last one ended, or (`fresh`) one after which everything is fetched again. */
  onConnected(hello: StreamHello, fresh: boolean): Promise<Result<null>>;
  onBatch(batch: StreamBatch, epoch: string): Promise<Result<null>>;
  /** The backend does not take this token. */
  onRefused(token: string): void;
  /** The state to be shown changed. */
  onChange(): void;
  /** Something to keep aside. */
  onMisfit(misfit: Misfit): void;
  /** Something to count: `link_batches`, `link_duplicates`, `link_gaps`, … */
  onCount(name: string): void;
  /** Something that the operator must know: `backend-went-back`, `backend-replaced`, `clock-jumped`. */
  onNotice(code: string, details: NonNullable<AppError['details']>): void;
};

/**
 * Keeps this hall connected with its backend: connecting → catching-up → live; offline with backoff when that fails;
 * refused when the backend does not take our token. It carries out what `nextLink` decides. `now` is monotonic, ms.
 */
export class BackendLink {
  #http: HttpClient | undefined;
  /** undefined until somebody says that there is one, or none */
  #url: string | null | undefined;
  #token: string | undefined;
  #status: LinkStatus;
  #retry: NodeJS.Timeout | undefined;
  #stream: OpenStream | undefined;
  /** Counts connections, so that what an old one still says is not taken for the new one's word. */
  #connection = 0;
  readonly #work: WorkQueue;
  readonly #access: BackendAccess;
  readonly #listener: LinkListener;
  readonly #now: () => number;
  readonly #clock: ServerClock;

  constructor(listener: LinkListener, now: () => number, access: BackendAccess = {}) {
    this.#listener = listener;
    this.#now = now;
    this.#access = access;
    this.#clock = new ServerClock(now(), Date.now());
    this.#status = linkAtStart(now());
    this.#work = new WorkQueue({ onFull: () => this.#stream?.pause(), onRoom: () => this.#stream?.resume() });
  }

  /** The state as of now: the offset is to this machine's wall clock as it stands at this moment. */
  get state(): Link {
    const link = shownLink(this.#status);
    return this.#clock.isMeasured ? { ...link, clockOffsetMs: this.serverNow() - Date.now() } : link;
  }

  /** pieces of work that the stream brought and that are not done */
  get waiting(): number {
    return this.#work.length;
  }

  /** UTC ms of the backend's clock, as well as it is known; a step of this machine's wall clock does not move it. */
  serverNow(): number {
    return this.#clock.at(this.#now());
  }

  /** The backend has told its time since the start; `serverNow` is a guess of this machine's until then. */
  get isClockKnown(): boolean {
    return this.#clock.isMeasured;
  }

  setUrl(url: string | null): void {
    if (url === this.#url) return;
    this.#url = url;
    void this.#http?.close();
    this.#http = url === null ? undefined : new HttpClient(url, this.#access, (misfit) => this.#listener.onMisfit(misfit));
    this.#aim();
  }

  setToken(token: string | undefined): void {
    if (token === this.#token) return;
    this.#token = token;
    this.#aim();
  }

  /** The same session has another token: the stream goes on until the backend closes it, and then begins with this one. */
  renewToken(token: string): void {
    this.#token = token;
  }

  /** An earlier run heard the backend last at this time of its clock, UTC ms; what is shown is that old until it is heard again. */
  heardBefore(at: number): void {
    this.#fact({ kind: 'heard', at: this.#now() - Math.max(0, this.serverNow() - at) });
  }

  /** A call with the link's own token unless another is given. */
  async call<T extends z.ZodType>(call: Call<T>): Promise<Result<HttpAnswer<z.infer<T>>, HttpFailure>> {
    if (this.#http === undefined) return { ok: false, error: { ...fail('backend-away').error, definite: false } };
    const askedAt = this.#now();
    const answer = await this.#http.call({ token: this.#token, ...call });
    if (answer.ok && answer.value.serverTimeMs !== undefined) {
      const jumpMs = this.#clock.heard(askedAt, this.#now(), answer.value.serverTimeMs, Date.now());
      if (jumpMs !== undefined) this.#listener.onNotice('clock-jumped', { ms: jumpMs });
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
    this.#drop();
    await this.#http?.close();
    await this.#work.settled();
  }

  #fact(fact: LinkFact): void {
    this.#status = nextLink(this.#status, fact);
    this.#listener.onChange();
  }

  /** Whatever the connection of now still says counts no longer. */
  #drop(): void {
    this.#connection += 1;
    clearTimeout(this.#retry);
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.close();
  }

  #aim(): void {
    this.#drop();
    const lacks = typeof this.#url !== 'string' ? 'backend-away' : this.#token === undefined ? 'login-needed' : undefined;
    this.#fact({ kind: 'aimed', at: this.#now(), ...(lacks === undefined ? {} : { lacks: { code: lacks } }) });
    if (lacks === undefined) void this.#connect(this.#connection);
  }

  async #connect(connection: number): Promise<void> {
    this.#fact({ kind: 'trying', at: this.#now() });
    const health = await this.call({ method: 'GET', path: '/v1/health', answer: healthSchema.loose() });
    if (connection !== this.#connection) return;
    if (!health.ok) {
      this.#failed(connection, { problem: health.error });
      return;
    }
    const since = this.#status.beginAnew ? undefined : await this.#listener.since();
    const url = this.#url;
    const token = this.#token;
    if (connection !== this.#connection || typeof url !== 'string' || token === undefined) return;
    const run = new StreamRun(since);
    this.#stream = openStream(
      { url, token, since, topics: TOPICS, access: this.#access },
      {
        onHello: (hello) => this.#greeted(connection, run, hello),
        onBatch: (batch) => this.#came(connection, run, batch),
        onMisfit: (misfit) => this.#listener.onMisfit(misfit),
        onHeard: (roundTripMs) => {
          if (connection === this.#connection) this.#heard(roundTripMs);
        },
        onEnd: (end) => {
          if (end.disorder === true) this.#disorder(connection, run, end.problem);
          else this.#failed(connection, { ...end, renewed: token !== this.#token && isTokenProblem(end.problem) });
        },
      },
    );
  }

  /** The age that is shown is that of the data: what waits for a disk that hangs is as old as the wait. */
  #heard(roundTripMs: number | undefined): void {
    const at = this.#now();
    const waitedMs = this.#work.waitedMs(at);
    const rounded = roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) };
    if (waitedMs <= STUCK_MS.heard) this.#fact({ kind: 'heard', at, ...rounded });
    else if (waitedMs > STUCK_MS.live && this.#status.state === 'live') this.#fact({ kind: 'behind', at });
  }

  #greeted(connection: number, run: StreamRun, hello: StreamHello): void {
    if (connection !== this.#connection) return;
    const change = run.greet(hello);
    this.#fact({ kind: 'greeted', at: this.#now() });
    if (change !== undefined) this.#listener.onNotice(change, { from: run.asked?.sequence ?? '', to: hello.sequence });
    this.#queue(
      connection,
      () => this.#listener.onConnected(hello, run.isFresh),
      () => {
        run.isReady = true;
        this.#awaitQuiet(connection, run);
      },
    );
  }

  #came(connection: number, run: StreamRun, batch: StreamBatch): void {
    if (connection !== this.#connection || run.isBroken) return;
    const place = placeOf(run.position, batch);
    this.#listener.onCount(COUNTED[place]);
    if (place === 'known') return;
    if (place === 'gap' || place === 'impossible') {
      const problem = { code: 'stream-gap', details: { expected: String(run.position), from: batch.from, to: batch.to } };
      this.#disorder(connection, run, problem);
      return;
    }
    run.position = BigInt(batch.to);
    this.#queue(
      connection,
      () => this.#listener.onBatch(batch, run.epoch),
      () => {
        this.#fact({ kind: 'stored', at: this.#now() });
        this.#awaitQuiet(connection, run);
      },
    );
  }

  /** The stream is of no more use; what it brought before that is stored first, or the next one would begin before it. */
  #disorder(connection: number, run: StreamRun, problem: AppError): void {
    run.isBroken = true;
    this.#queue(
      connection,
      async () => ok(null),
      () => this.#failed(connection, { disorder: true, problem }),
    );
  }

  /** Caught up is who has what the hello told of, or hears nothing more for a while: the rest was not for this hall. */
  #awaitQuiet(connection: number, run: StreamRun): void {
    clearTimeout(run.quiet);
    if (this.#status.state === 'live' || run.isBroken || !run.isReady || this.#work.length > 0) return;
    const caughtUp = (): void => {
      if (connection === this.#connection && this.#work.length === 0) this.#fact({ kind: 'caught-up', at: this.#now() });
    };
    if (run.isAtHello) caughtUp();
    else run.quiet = setTimeout(caughtUp, QUIET_MS);
  }

  #queue(connection: number, work: () => Promise<Result<null>>, done: () => void): void {
    this.#work.add(
      this.#now(),
      async () => (connection === this.#connection ? work() : ok(null)),
      (result) => {
        if (connection !== this.#connection) return;
        if (result.ok) done();
        else this.#failed(connection, { problem: result.error });
      },
    );
  }

  #failed(connection: number, end: StreamEnd & { readonly renewed?: boolean }): void {
    if (connection !== this.#connection) return;
    this.#drop();
    const dropped = this.#connection;
    const { problem, renewed = false } = end;
    this.#listener.onCount('link_failures');
    // A new token begins a new connection, so the one that was refused is the one of now.
    if (isTokenProblem(problem) && !renewed && this.#token !== undefined) this.#listener.onRefused(this.#token);
    // Who listens may have taken the token away, which is a new connection already.
    if (dropped !== this.#connection) return;
    this.#fact({ kind: 'failed', at: this.#now(), spread: 2 * Math.random() - 1, ...end });
    const wait = Math.max(0, (this.#status.retryAt ?? 0) - this.#now());
    this.#retry = setTimeout(() => void this.#connect(dropped), wait);
  }
}

/** How frames are counted by their place. */
const COUNTED = {
  next: 'link_batches',
  overlaps: 'link_overlaps',
  known: 'link_duplicates',
  gap: 'link_gaps',
  impossible: 'link_gaps',
} as const;

/** What is known of one connection's stream. */
class StreamRun {
  readonly asked: { readonly epoch: string; readonly sequence: string } | undefined;
  epoch = '';
  /** the last sequence that was handed on */
  position = 0n;
  /** everything is fetched again, because the stream does not go on where this hall stands */
  isFresh = true;
  /** what the hello asked for is done */
  isReady = false;
  /** something in it was missing or could not be read */
  isBroken = false;
  quiet: NodeJS.Timeout | undefined;
  #told = 0n;

  constructor(since: string | undefined) {
    const colon = since?.lastIndexOf(':') ?? -1;
    this.asked = since === undefined ? undefined : { epoch: since.slice(0, colon), sequence: since.slice(colon + 1) };
  }

  get isAtHello(): boolean {
    return this.position >= this.#told;
  }

  /**
   * @returns what the operator must know: the sequence went backwards in the same history, as after a restored copy, or
   *   the history is another one, as of a backend that was created anew or restored as its tools do it
   */
  greet(hello: StreamHello): 'backend-went-back' | 'backend-replaced' | undefined {
    this.epoch = hello.epoch;
    this.#told = BigInt(hello.sequence);
    const { asked } = this;
    const isAnother = asked !== undefined && asked.epoch !== hello.epoch;
    const wentBack = asked !== undefined && !isAnother && BigInt(asked.sequence) > this.#told;
    this.isFresh = asked === undefined || isAnother || wentBack;
    this.position = this.isFresh || asked === undefined ? this.#told : BigInt(asked.sequence);
    if (wentBack) return 'backend-went-back';
    return isAnother ? 'backend-replaced' : undefined;
  }
}
