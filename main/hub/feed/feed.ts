import type { DeskVerb, FramePart, FromHub, Result, Subscription, WindowRole } from '../../../preload/contract/index.js';
import { deskVerbs, fail, toHubSchema } from '../../../preload/contract/index.js';
import type { Pace, Readers, Source } from './topics.js';
import { Topics } from './topics.js';
import { Versions } from './versions.js';
import { WindowFlow } from './window-flow.js';

/** One end of a window's port; Electron's `MessagePortMain` fits. */
export interface WindowPort {
  postMessage(message: FromHub): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** Answers what the console asks; one function per verb of the contract. */
export type DeskHandlers = {
  readonly [V in DeskVerb]: (argument: never) => Promise<Result<unknown>>;
};

export type FeedOptions = {
  /** this run of the hub */
  readonly hub: string;
  readonly readers: Readers;
  /** Something is about to be sent: what was put off until then is worked out now. */
  readonly settle: () => void;
  readonly handlers: DeskHandlers;
  /** monotonic ms, the clock that windows are told */
  readonly now: () => number;
};

/** Frames of a pace go out at most this often, ms: positions at 15 Hz, everything else at 4 Hz. */
const PERIOD_MS: Readonly<Record<Pace, number>> = { fast: 1000 / 15, slow: 250 };
const PACES = ['fast', 'slow'] as const satisfies readonly Pace[];
const ALL: ReadonlySet<Pace> = new Set(PACES);
/** A frame takes effect this long after it was sent, on all windows together, ms. */
const LEAD_MS = 60;

/**
 * Feeds the windows. Each gets what it subscribed to as it stands, then what changed: at most 15 times a second,
 * coalesced, and nothing more while it has two frames that it does not show yet. What windows have in common is
 * written once.
 */
export class Feed {
  readonly topics: Topics;
  readonly #versions = new Versions();
  readonly #windows = new Map<WindowPort, WindowFlow>();
  readonly #roles = new WeakMap<WindowFlow, WindowRole>();
  /** What was written in the version that is being sent, by topic, filter and what the window has. */
  readonly #written = new Map<string, FramePart | undefined>();
  readonly #pending = new Set<Pace>();
  readonly #sentAt: Record<Pace, number> = { fast: Number.NEGATIVE_INFINITY, slow: Number.NEGATIVE_INFINITY };
  #timer: NodeJS.Timeout | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;
  #closed = false;
  readonly #options: FeedOptions;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.topics = new Topics(this.#versions, options.readers, (pace) => this.#wake(pace));
  }

  add(role: WindowRole, port: WindowPort): void {
    const flow = new WindowFlow();
    this.#windows.set(port, flow);
    this.#roles.set(flow, role);
    port.on('close', () => this.#windows.delete(port));
    port.on('message', ({ data }) => this.#receive(role, port, data));
    port.start();
  }

  /** How each window keeps up: frames that it does not show yet, and whether more waits for it. */
  get windows(): { role: WindowRole; unshown: number; owed: boolean }[] {
    return [...this.#windows.values()].map((flow) => ({
      role: this.#roles.get(flow) ?? 'wall',
      unshown: flow.unshown,
      owed: flow.isOwed,
    }));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Something is to be sent at a pace, as soon as that allows. */
  #wake(pace: Pace): void {
    this.#pending.add(pace);
    const now = this.#options.now();
    const at = Math.max(now, this.#sentAt[pace] + PERIOD_MS[pace]);
    if (this.#closed || at >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    this.#wakeAt = at;
    this.#timer = setTimeout(() => this.#tick(), at - now);
  }

  #tick(): void {
    this.#wakeAt = Number.POSITIVE_INFINITY;
    const now = this.#options.now();
    // Timers keep whole milliseconds; what would be due before the next one is due now.
    const due = new Set(PACES.filter((pace) => this.#pending.has(pace) && this.#sentAt[pace] + PERIOD_MS[pace] <= now + 1));
    if (due.has('slow')) this.#options.settle();
    for (const pace of due) {
      this.#pending.delete(pace);
      this.#sentAt[pace] = now;
    }
    if (due.size > 0) this.#send(this.#windows, due);
    for (const pace of this.#pending) this.#wake(pace);
  }

  #send(windows: Iterable<readonly [WindowPort, WindowFlow]>, paces: ReadonlySet<Pace>): void {
    const { hub, now: clock } = this.#options;
    const now = clock();
    this.topics.refresh();
    const version = this.#versions.close();
    this.#written.clear();
    for (const [port, flow] of windows) {
      const part = (source: Source, filter: unknown, from: number | undefined): FramePart | undefined =>
        this.#write(source, filter, from);
      const next = flow.next({ version, now, paces, sources: this.topics.sources, part });
      if (next !== undefined) port.postMessage({ kind: 'frame', hub, effectiveAt: now + LEAD_MS, ...next });
      if (flow.isResting) this.#wake('fast');
    }
    this.#written.clear();
  }

  #write(source: Source, filter: unknown, from: number | undefined): FramePart | undefined {
    const key = `${source.name} ${from ?? ''} ${JSON.stringify(filter)}`;
    if (!this.#written.has(key)) this.#written.set(key, source.since(from, filter));
    return this.#written.get(key);
  }

  #receive(role: WindowRole, port: WindowPort, data: unknown): void {
    const parsed = toHubSchema.safeParse(data);
    // Our own preload checks what it sends, so this is a page gone wrong; its message has no effect.
    if (!parsed.success) {
      process.stderr.write(`hub: message from a ${role} window refused: ${parsed.error.message}\n`);
      return;
    }
    const message = parsed.data;
    const flow = this.#windows.get(port);
    switch (message.kind) {
      case 'ping':
        port.postMessage({ kind: 'pong', id: message.id, hubNow: this.#options.now() });
        break;
      case 'subscribe':
        flow?.subscribe(allowed(role, message.topics), message.fresh);
        this.#options.settle();
        if (flow !== undefined) this.#send([[port, flow]], ALL);
        break;
      case 'ack':
        flow?.shown(message.version);
        if (flow?.isOwed === true) for (const pace of PACES) this.#wake(pace);
        break;
      case 'ask':
        // What is expected to fail is a value. What rejects is a bug, or a damaged row: nobody catches it, so the hub ends.
        void this.#answer(role, message.verb, message.argument).then((result) => {
          port.postMessage({ kind: 'answer', id: message.id, result });
        });
        break;
      default:
        message satisfies never;
    }
  }

  async #answer(role: WindowRole, verb: DeskVerb, argument: unknown): Promise<Result<unknown>> {
    if (role !== 'console') return fail('not-allowed', { verb });
    const parsed = deskVerbs[verb].argument.safeParse(argument);
    if (!parsed.success) return fail('argument', { verb, reason: parsed.error.message.slice(0, 500) });
    const handle = this.#options.handlers[verb] as (argument: unknown) => Promise<Result<unknown>>;
    return handle(parsed.data);
  }
}

/** The desk and the diagnostics are the console's own. */
function allowed(role: WindowRole, topics: Subscription): Subscription {
  if (role === 'console') return topics;
  const { desk: _desk, diagnostics: _diagnostics, ...rest } = topics;
  return rest;
}
