import type {
  Dispose,
  FromHub,
  Subscription,
  WallBridge,
  WallContext,
  WindowBridge,
  WindowFault,
} from '../../preload/contract/index.js';

/** What a test holds besides the bridge itself. */
export type FakeWindow<Context, Bridge extends WindowBridge<Context>> = {
  readonly bridge: Bridge;
  /** As if the hub had sent it. */
  send(message: FromHub): void;
  changeContext(context: Context): void;
  /** What the page asked for, in order. */
  readonly subscriptions: readonly { readonly topics: Subscription; readonly fresh: boolean }[];
  /** Versions that the page said it shows, in order. */
  readonly acks: readonly number[];
  readonly pings: readonly number[];
  readonly faults: readonly WindowFault[];
  drawnCount(): number;
  listenerCount(): number;
};

function fakeWindow<Context>(first: Context): FakeWindow<Context, WindowBridge<Context>> {
  const messages = new Set<(message: FromHub) => void>();
  const contexts = new Set<(context: Context) => void>();
  const waiting: FromHub[] = [];
  const subscriptions: { topics: Subscription; fresh: boolean }[] = [];
  const acks: number[] = [];
  const pings: number[] = [];
  const faults: WindowFault[] = [];
  let drawn = 0;
  let context = first;
  const add = <T>(set: Set<T>, listener: T): Dispose => {
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  };
  return {
    bridge: {
      context: () => Promise.resolve(context),
      onContext: (listener) => add(contexts, listener),
      onMessage: (listener) => {
        const dispose = add(messages, listener);
        for (const message of waiting.splice(0)) listener(message);
        return dispose;
      },
      subscribe: (topics, fresh) => {
        subscriptions.push({ topics, fresh });
      },
      ack: (version) => {
        acks.push(version);
      },
      ping: (id) => {
        pings.push(id);
      },
      drawn: () => {
        drawn += 1;
      },
      fault: (fault) => {
        faults.push(fault);
      },
    },
    send: (message) => {
      if (messages.size === 0) waiting.push(message);
      for (const listener of messages) listener(message);
    },
    changeContext: (next) => {
      context = next;
      for (const listener of contexts) listener(next);
    },
    subscriptions,
    acks,
    pings,
    faults,
    drawnCount: () => drawn,
    listenerCount: () => messages.size + contexts.size,
  };
}

export const fakeWall = (context: WallContext): FakeWindow<WallContext, WallBridge> => fakeWindow(context);
