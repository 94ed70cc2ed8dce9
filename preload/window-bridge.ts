import { ipcRenderer } from 'electron';
import type {
  Dispose,
  FromHub,
  PushArgument,
  PushChannel,
  RequestAnswer,
  RequestArgument,
  RequestChannel,
  Subscription,
  ToHub,
  WindowBridge,
} from './contract/index.js';
import { fromHubSchema, HUB_PORT_CHANNEL, pushes, requests } from './contract/index.js';

/** Messages kept for a page that does not listen yet; it has asked for nothing then, so they are few. */
const KEPT_MAX = 100;

type Answer = Extract<FromHub, { kind: 'answer' }>;

/** The window's own port to the hub. A hub that was restarted hands in a new port, which replaces the old one. */
export class HubLine {
  #port: MessagePort | undefined;
  #kept: FromHub[] = [];
  #wanted: Subscription | undefined;
  readonly #listeners = new Set<(message: FromHub) => void>();
  readonly #onAnswer: (answer: Answer) => void;

  /**
   * @param onAnswer hears the answers to what this window asked; they are not passed on to the page
   * @param onReplaced called when the port changes hands: what was asked of the old hub will not be answered
   */
  constructor(onAnswer: (answer: Answer) => void = () => undefined, onReplaced: () => void = () => undefined) {
    this.#onAnswer = onAnswer;
    ipcRenderer.on(HUB_PORT_CHANNEL, (event) => {
      this.#port?.close();
      const [port] = event.ports;
      this.#port = port;
      onReplaced();
      if (port === undefined) return;
      port.onmessage = ({ data }) => this.#receive(data);
      port.start();
      // Another hub knows nothing of what this window wants and has.
      if (this.#wanted !== undefined) this.subscribe(this.#wanted, true);
    });
  }

  /** What the page wants; kept for a hub that comes later. */
  subscribe(topics: Subscription, fresh: boolean): void {
    this.#wanted = topics;
    this.post({ kind: 'subscribe', topics, fresh });
  }

  /** False when there is no hub to hear it. */
  post(message: ToHub): boolean {
    this.#port?.postMessage(message);
    return this.#port !== undefined;
  }

  onMessage(listener: (message: FromHub) => void): Dispose {
    this.#listeners.add(listener);
    for (const message of this.#kept.splice(0)) listener(message);
    return () => this.#listeners.delete(listener);
  }

  #receive(data: unknown): void {
    const parsed = fromHubSchema.safeParse(data);
    if (!parsed.success) {
      void request('window:fault', { message: `hub message refused: ${parsed.error.message}`.slice(0, 4000) });
      return;
    }
    if (parsed.data.kind === 'answer') {
      this.#onAnswer(parsed.data);
      return;
    }
    if (this.#listeners.size === 0) {
      this.#kept = [...this.#kept, parsed.data].slice(-KEPT_MAX);
      return;
    }
    for (const listener of this.#listeners) listener(parsed.data);
  }
}

/** Asks main; the answer is checked. Rejects when main refuses, which is a bug. */
async function request<C extends RequestChannel>(channel: C, argument: RequestArgument<C>): Promise<RequestAnswer<C>> {
  const answer: unknown = await ipcRenderer.invoke(channel, argument);
  return requests[channel].answer.parse(answer) as RequestAnswer<C>;
}

function onPush<C extends PushChannel>(channel: C, listener: (argument: PushArgument<C>) => void): Dispose {
  const heard = (_event: unknown, argument: unknown): void =>
    listener(pushes[channel].argument.parse(argument) as PushArgument<C>);
  ipcRenderer.on(channel, heard);
  return () => ipcRenderer.off(channel, heard);
}

// Main asks whether the page is still there. The page has no part in the answer, but one that hangs holds it up.
onPush('window:heartbeat', () => void request('window:alive', null));

/** What every role's bridge offers; `role` names its own channels. */
export function windowBridge<R extends 'wall' | 'console'>(role: R, line: HubLine): WindowBridge<RequestAnswer<`${R}:context`>> {
  return {
    context: () => request<`${R}:context`>(`${role}:context`, null as RequestArgument<`${R}:context`>),
    onContext: (listener) => onPush<`${R}:context-changed`>(`${role}:context-changed`, listener),
    onMessage: (listener) => line.onMessage(listener),
    subscribe: (topics, fresh) => line.subscribe(topics, fresh),
    ack: (version) => void line.post({ kind: 'ack', version }),
    ping: (id) => void line.post({ kind: 'ping', id }),
    drawn: () => void request('window:drawn', null),
    fault: (fault) => void request('window:fault', fault),
  };
}
