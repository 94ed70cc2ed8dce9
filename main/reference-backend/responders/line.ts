import WebSocket from 'ws';
import type { StreamEvent } from '../../../preload/contract/index.js';
import { CLOSE_GONE, helloSchema, streamFrameSchema } from '../../../preload/contract/index.js';
import { log } from '../log.js';

const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 10_000;
/** The server pings every 5 s; silence for longer than this is a dead line, ms. */
const SILENCE_MS = 15_000;

export type LineListener = {
  /** The stream begins anew: what happened before must be read otherwise. */
  readonly onFresh: () => void;
  readonly onEvents: (events: readonly StreamEvent[]) => void;
};

/** The stream, opened again with backoff whenever it ends, from where it ended. */
export class Line {
  readonly #url: string;
  readonly #token: string;
  readonly #topics: string;
  readonly #listener: LineListener;
  #since: { readonly epoch: string; readonly sequence: string } | undefined;
  #retryMs = RETRY_MIN_MS;

  constructor(url: string, token: string, topics: string, listener: LineListener) {
    this.#url = url.replace(/^http/, 'ws');
    this.#token = token;
    this.#topics = topics;
    this.#listener = listener;
  }

  open(): void {
    const since = this.#since === undefined ? '' : `&since=${this.#since.epoch}:${this.#since.sequence}`;
    const socket = new WebSocket(`${this.#url}/v1/stream?topics=${this.#topics}${since}`, ['yilan.v1'], {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    let silence = setTimeout(() => socket.terminate(), SILENCE_MS);
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.terminate(), SILENCE_MS);
    };
    socket.on('ping', heard);
    socket.on('message', (data) => {
      heard();
      // ws gives a Buffer unless told otherwise.
      this.#take(JSON.parse((data as Buffer).toString('utf8')));
    });
    socket.on('error', (error) => log('info', 'stream not available', { reason: error.message }));
    socket.on('close', (code) => {
      clearTimeout(silence);
      if (code === CLOSE_GONE) this.#since = undefined;
      setTimeout(() => this.open(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    });
  }

  #take(message: unknown): void {
    const hello = helloSchema.safeParse(message);
    if (hello.success) {
      this.#retryMs = RETRY_MIN_MS;
      const { epoch, sequence } = hello.data.hello;
      if (this.#since !== undefined) return;
      this.#since = { epoch, sequence };
      this.#listener.onFresh();
      return;
    }
    const frame = streamFrameSchema.parse(message);
    if (this.#since !== undefined) this.#since = { ...this.#since, sequence: frame.to };
    this.#listener.onEvents(frame.events);
  }
}
