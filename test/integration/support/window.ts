import { EventEmitter } from 'node:events';
import type {
  Desk,
  DeskAnswer,
  DeskArgument,
  DeskVerb,
  FromHub,
  Picture,
  Result,
  Subscription,
  ToHub,
} from '../../../preload/contract/index.js';
import { fromHubSchema } from '../../../preload/contract/index.js';
import type { WindowPort } from '../../../main/hub/feed/index.js';
import type { Timing } from '../../../renderer/state/hub-state.js';
import { createHubState } from '../../../renderer/state/hub-state.js';

/** All that a console can ask for. */
const EVERYTHING: Subscription = {
  scene: {},
  commands: {},
  desk: {},
  catalogue: {},
  indicators: {},
  values: {},
  assets: {},
  positions: {},
  incidents: {},
  alarms: {},
  diagnostics: {},
};

/**
 * A window as the hub sees it: a port, every message checked as a real window's preload does, with the state behind it
 * that a real page has. It shows what comes at once.
 */
export class TestWindow {
  readonly port: WindowPort;
  readonly state;
  /** Everything that the hub sent, in order. */
  readonly received: FromHub[] = [];
  readonly #events = new EventEmitter();
  readonly #changed = new EventEmitter();
  readonly #answers = new Map<number, (result: Result<unknown>) => void>();
  #asked = 0;
  #onMessage: (message: FromHub) => void = () => undefined;
  #onFrame: () => void = () => undefined;

  constructor(topics: Subscription = EVERYTHING) {
    this.port = {
      postMessage: (message) => this.#receive(fromHubSchema.parse(structuredClone(message))),
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => this.#events.on(event, listener),
      start: () => this.#connect(topics),
    };
    // Every moment has come: a frame is shown as soon as it is there.
    const timing: Timing = {
      now: () => performance.now(),
      utcNow: () => Date.now(),
      every: () => () => undefined,
      atFrame: (_inMs, step) => {
        this.#onFrame = step;
        return () => undefined;
      },
    };
    this.state = createHubState(timing);
  }

  get picture(): Picture | undefined {
    return this.state.pictureStore.getState().picture;
  }

  get desk(): Desk | undefined {
    return this.state.deskStore.getState().desk;
  }

  ask<V extends DeskVerb>(verb: V, argument: DeskArgument<V>): Promise<Result<DeskAnswer<V>>> {
    return new Promise((resolve) => {
      const id = (this.#asked += 1);
      this.#answers.set(id, resolve as (result: Result<unknown>) => void);
      this.post({ kind: 'ask', id, verb, argument } satisfies ToHub);
    });
  }

  /** Sends whatever, as a page gone wrong would. */
  post(data: unknown): void {
    this.#events.emit('message', { data });
  }

  /** Resolves as soon as the picture and the desk satisfy the condition. */
  async until(condition: (picture: Picture, desk: Desk | undefined) => boolean): Promise<Picture> {
    for (;;) {
      if (this.picture !== undefined && condition(this.picture, this.desk)) return this.picture;
      await new Promise((resolve) => this.#changed.once('changed', resolve));
    }
  }

  #connect(topics: Subscription): void {
    this.state.connect(
      {
        onMessage: (listener) => {
          this.#onMessage = listener;
          return () => undefined;
        },
        subscribe: (wanted, fresh) => this.post({ kind: 'subscribe', topics: wanted, fresh } satisfies ToHub),
        ack: (version) => this.post({ kind: 'ack', version } satisfies ToHub),
        ping: (id) => this.post({ kind: 'ping', id } satisfies ToHub),
      },
      topics,
    );
  }

  #receive(message: FromHub): void {
    this.received.push(message);
    if (message.kind === 'answer') this.#answers.get(message.id)?.(message.result);
    else this.#onMessage(message.kind === 'frame' ? { ...message, effectiveAt: Number.NEGATIVE_INFINITY } : message);
    const step = this.#onFrame;
    this.#onFrame = () => undefined;
    step();
    this.#changed.emit('changed');
  }
}
