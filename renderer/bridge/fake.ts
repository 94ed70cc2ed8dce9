import type {
  ConsoleBridge,
  ConsoleContext,
  DeskAnswer,
  DeskArgument,
  DeskVerb,
  Dispose,
  FromHub,
  Result,
  WallBridge,
  WallContext,
  WindowBridge,
  WindowFault,
} from '../../preload/contract/index.js';
import { fail } from '../../preload/contract/index.js';

/** What a test holds besides the bridge itself. */
export type FakeWindow<Context, Bridge extends WindowBridge<Context>> = {
  readonly bridge: Bridge;
  /** As if the hub had sent it. */
  send(message: FromHub): void;
  changeContext(context: Context): void;
  readonly pings: readonly number[];
  readonly faults: readonly WindowFault[];
  drawnCount(): number;
  listenerCount(): number;
};

export type Ask = { readonly verb: DeskVerb; readonly argument: unknown };
/** Answers by verb; a verb without one is answered `hub-away`, as without a hub. */
export type FakeAnswers = {
  readonly [V in DeskVerb]?: (argument: DeskArgument<V>) => Result<DeskAnswer<V>> | Promise<Result<DeskAnswer<V>>>;
};

function fakeWindow<Context>(first: Context): FakeWindow<Context, WindowBridge<Context>> {
  const messages = new Set<(message: FromHub) => void>();
  const contexts = new Set<(context: Context) => void>();
  const waiting: FromHub[] = [];
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
    pings,
    faults,
    drawnCount: () => drawn,
    listenerCount: () => messages.size + contexts.size,
  };
}

export const fakeWall = (context: WallContext): FakeWindow<WallContext, WallBridge> => fakeWindow(context);

export function fakeConsole(
  context: ConsoleContext,
  answers: FakeAnswers = {},
): FakeWindow<ConsoleContext, ConsoleBridge> & { readonly asks: readonly Ask[] } {
  const base = fakeWindow(context);
  const asks: Ask[] = [];
  const ask = async <V extends DeskVerb>(verb: V, argument: DeskArgument<V>): Promise<Result<DeskAnswer<V>>> => {
    asks.push({ verb, argument });
    const answer = answers[verb];
    return answer === undefined ? fail('hub-away') : answer(argument);
  };
  return { ...base, bridge: { ...base.bridge, ask }, asks };
}
