import { EventEmitter } from 'node:events';
import type { Desk, DeskAnswer, DeskArgument, DeskVerb, FromHub, Picture, Result } from '../../../preload/contract/index.js';
import { fromHubSchema } from '../../../preload/contract/index.js';
import type { WindowPort } from '../../../main/hub/feed/index.js';

/** A window as the hub sees it: a port. Every message is checked as a real window's preload does. */
export class TestWindow {
  readonly port: WindowPort;
  picture: Picture | undefined;
  desk: Desk | undefined;
  readonly #events = new EventEmitter();
  readonly #changed = new EventEmitter();
  readonly #answers = new Map<number, (result: Result<unknown>) => void>();
  #asked = 0;

  constructor() {
    this.port = {
      postMessage: (message) => this.#receive(fromHubSchema.parse(structuredClone(message))),
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => this.#events.on(event, listener),
      start: () => undefined,
    };
  }

  ask<V extends DeskVerb>(verb: V, argument: DeskArgument<V>): Promise<Result<DeskAnswer<V>>> {
    return new Promise((resolve) => {
      const id = (this.#asked += 1);
      this.#answers.set(id, resolve as (result: Result<unknown>) => void);
      this.#events.emit('message', { data: { kind: 'ask', id, verb, argument } });
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

  #receive(message: FromHub): void {
    if (message.kind === 'picture') this.picture = message.picture;
    if (message.kind === 'desk') this.desk = message.desk;
    if (message.kind === 'answer') this.#answers.get(message.id)?.(message.result);
    this.#changed.emit('changed');
  }
}
