import type { RawData, WebSocket } from 'ws';
import type { StreamAnswer } from '../../../preload/contract/index.js';
import { CLOSE_GONE, CLOSE_TOKEN, receiptsRequestSchema } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parse } from '../http/parse.js';
import { logFault } from '../log.js';
import type { Refusal } from '../problem.js';
import { problemOf } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { callerOf } from '../sessions.js';
import { eventsAfter } from '../storage/events.js';
import { takeReceipts } from '../take-receipts.js';
import type { StreamQuery } from './query.js';
import { Subscription } from './subscription.js';

/** A client that has not answered a ping when the next is due is dropped. */
const PING_MS = 5000;

/** Who was admitted to the stream and where it stood then. */
export type Admission = {
  readonly caller: Caller;
  readonly query: StreamQuery;
  /** last sequence given out, and the oldest kept */
  readonly position: { readonly sequence: number; readonly oldest: number };
};

/** Serves one client of the stream until it leaves. Returns at once, so that no message of the client is missed. */
export function serveConnection(backend: Backend, { caller, query, position }: Admission, socket: WebSocket): void {
  const { database, epoch, tiers } = backend;
  const { sequence, oldest } = position;
  socket.send(JSON.stringify({ hello: { epoch, sequence: String(sequence), oldest: String(oldest) } }));
  const { since } = query;
  if (since !== undefined && (since.epoch !== epoch || since.sequence < oldest - 1 || since.sequence > sequence)) {
    socket.close(CLOSE_GONE, 'gone');
    return;
  }
  const subscription = new Subscription(socket, {
    epoch,
    after: since?.sequence ?? sequence,
    hello: sequence,
    topics: query.topics,
    readable: () => tiers.readable(caller.tier, backend.now()),
    read: (after, limit) => eventsAfter(database, after, limit),
  });
  const silence = backend.bell.listen(() => subscription.wake());
  const heart = watch(backend, caller, socket);
  socket.on('close', () => {
    silence();
    clearInterval(heart);
    subscription.end();
  });
  takeMessages(backend, caller, socket);
  subscription.wake();
}

/** Answers the client's messages one after the other; what it sends faster than that waits in its socket. */
function takeMessages(backend: Backend, caller: Caller, socket: WebSocket): void {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  socket.on('message', (data, isBinary) => {
    waiting += 1;
    socket.pause();
    tail = tail.then(async () => {
      const reply = await answer(backend, caller, data, isBinary).catch((error: unknown): StreamAnswer => {
        logFault('stream message failed', error);
        return { problem: problemOf({ code: 'internal' }) };
      });
      socket.send(JSON.stringify(reply));
      waiting -= 1;
      if (waiting === 0) socket.resume();
    });
  });
}

/** Pings the client and looks whether its token is still good. */
function watch(backend: Backend, caller: Caller, socket: WebSocket): NodeJS.Timeout {
  let alive = true;
  socket.on('pong', () => (alive = true));
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    callerOf(backend, caller.token).then(
      (now) => now.ok || socket.close(CLOSE_TOKEN, now.error.code),
      (error: unknown) => {
        logFault('token check failed', error);
        socket.close(1011, 'internal');
      },
    );
  }, PING_MS);
}

async function answer(backend: Backend, caller: Caller, data: RawData, isBinary: boolean): Promise<StreamAnswer> {
  const problem = (refusal: Refusal): StreamAnswer => ({ problem: problemOf(refusal) });
  if (isBinary) return problem({ code: 'syntax', detail: 'binary frames are not taken' });
  // ws gives a Buffer unless told otherwise.
  const value = readJson((data as Buffer).toString('utf8'));
  if (value === undefined) return problem({ code: 'syntax' });
  const message = parse(receiptsRequestSchema, value);
  if (!message.ok) return problem(message.error);
  // The token may have been logged out or the account changed since the stream was opened.
  const now = await callerOf(backend, caller.token);
  if (!now.ok) return problem(now.error);
  const stored = await takeReceipts(backend, now.value, message.value.receipts);
  return stored.ok ? { accepted: stored.value.map(({ id }) => id) } : problem(stored.error);
}

/** Undefined when the text is not JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
