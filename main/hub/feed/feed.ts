import type { Desk, DeskVerb, FromHub, Picture, Result, WindowRole } from '../../../preload/contract/index.js';
import { deskVerbs, fail, toHubSchema } from '../../../preload/contract/index.js';

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

/** Pictures go out at most this often, ms (values: 4 Hz), and take effect this long after, on all windows together. */
const PERIOD_MS = 250;
const LEAD_MS = 60;

/** Works out what is to be shown, when it is to be sent. */
export type FeedContent = {
  picture(): Omit<Picture, 'version' | 'effectiveAt'>;
  /** carries the whole tier tree, so it is sent only when it changed */
  desk(): Omit<Desk, 'version'>;
};

/**
 * Feeds the windows: each gets the whole picture when it comes and every later version; the console also gets the desk.
 * What changes often is coalesced, so a busy hub sends no more than four pictures a second.
 */
export class Feed {
  #version = 0;
  #picture: Picture | undefined;
  #desk: Desk | undefined;
  #deskIsOld = true;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  readonly #windows = new Map<WindowPort, WindowRole>();
  readonly #content: FeedContent;
  readonly #now: () => number;
  readonly #handlers: DeskHandlers;

  /** @param now monotonic ms, the clock that windows are told */
  constructor(content: FeedContent, handlers: DeskHandlers, now: () => number) {
    this.#content = content;
    this.#handlers = handlers;
    this.#now = now;
  }

  add(role: WindowRole, port: WindowPort): void {
    this.#windows.set(port, role);
    port.on('close', () => this.#windows.delete(port));
    port.on('message', ({ data }) => this.#receive(role, port, data));
    port.start();
    if (this.#picture === undefined) this.#send();
    else this.#sendTo(port, role);
  }

  /** Something changed; a new version goes out soon. */
  changed(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#sentAt + PERIOD_MS - this.#now());
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  /** The desk changed too: the session, the outbox or the catalogue. */
  deskChanged(): void {
    this.#deskIsOld = true;
    this.changed();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentAt = this.#now();
    this.#version += 1;
    const { picture, desk } = this.#content;
    this.#picture = { version: this.#version, effectiveAt: this.#sentAt + LEAD_MS, ...picture() };
    const withDesk = this.#deskIsOld;
    if (withDesk) this.#desk = { version: this.#version, ...desk() };
    this.#deskIsOld = false;
    for (const [port, role] of this.#windows) this.#sendTo(port, role, withDesk);
  }

  #sendTo(port: WindowPort, role: WindowRole, withDesk = true): void {
    if (this.#picture !== undefined) port.postMessage({ kind: 'picture', picture: this.#picture });
    if (withDesk && role === 'console' && this.#desk !== undefined) port.postMessage({ kind: 'desk', desk: this.#desk });
  }

  #receive(role: WindowRole, port: WindowPort, data: unknown): void {
    const parsed = toHubSchema.safeParse(data);
    // Our own preload checks what it sends, so this is a page gone wrong; its message has no effect.
    if (!parsed.success) {
      process.stderr.write(`hub: message from a ${role} window refused: ${parsed.error.message}\n`);
      return;
    }
    const message = parsed.data;
    if (message.kind === 'ping') {
      port.postMessage({ kind: 'pong', id: message.id, hubNow: this.#now() });
      return;
    }
    void this.#answer(role, message.verb, message.argument).then((result) => {
      port.postMessage({ kind: 'answer', id: message.id, result });
    });
  }

  async #answer(role: WindowRole, verb: DeskVerb, argument: unknown): Promise<Result<unknown>> {
    if (role !== 'console') return fail('not-allowed', { verb });
    const parsed = deskVerbs[verb].argument.safeParse(argument);
    if (!parsed.success) return fail('argument', { verb, reason: parsed.error.message.slice(0, 500) });
    const handle = this.#handlers[verb] as (argument: unknown) => Promise<Result<unknown>>;
    return handle(parsed.data);
  }
}
