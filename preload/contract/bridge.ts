import type { DeskAnswer, DeskArgument, DeskVerb, FromHub, Subscription } from './feed/index.js';
import type { ConsoleContext, WallContext, WindowFault } from './ipc.js';
import type { Result } from './result.js';

/** Ends a subscription; calling it twice does no harm. */
export type Dispose = () => void;

/** What every window's page finds as `window.yilan`; each role adds its own verbs. */
export interface WindowBridge<Context> {
  context(): Promise<Context>;
  /** The window's place or the hall's set-up changed. */
  onContext(listener: (context: Context) => void): Dispose;
  /** Messages of the hub, checked against the contract. Those that came before the first listener are kept for it. */
  onMessage(listener: (message: FromHub) => void): Dispose;
  /**
   * What the page wants to be told; replaces what it wanted before. It is kept and repeated to a hub that was restarted.
   * @param fresh the page has nothing: every topic is sent whole
   */
  subscribe(topics: Subscription, fresh: boolean): void;
  /** The page shows this version. Until then the hub holds back what comes after the next one. */
  ack(version: number): void;
  /** Answered by a `pong` with the same id. */
  ping(id: number): void;
  /** The first complete picture is on the screen. */
  drawn(): void;
  fault(fault: WindowFault): void;
}

export type WallBridge = WindowBridge<WallContext>;

export interface ConsoleBridge extends WindowBridge<ConsoleContext> {
  /**
   * Asks the hub; an expected failure is a value. Without a hub, or when it went away before it answered: `hub-away`,
   * which leaves open whether it did what it was asked.
   */
  ask<V extends DeskVerb>(verb: V, argument: DeskArgument<V>): Promise<Result<DeskAnswer<V>>>;
}
