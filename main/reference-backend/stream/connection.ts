import type { RawData, WebSocket } from 'ws';
import type { StreamAnswer } from '../../../preload/contract/index.js';
import { CLOSE_GONE, CLOSE_TOKEN, CLOSE_TOO_SLOW, receiptsRequestSchema } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { parse } from '../http/parse.js';
import { logFault } from '../log.js';
import type { Refusal } from '../problem.js';
import { problemOf } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { callerOf } from '../sessions.js';
import { takeReceipts } from '../take-receipts.js';
import { Heart } from './heart.js';
import type { StreamQuery } from './query.js';
import type { EndReason } from './subscription.js';
import { Subscription } from './subscription.js';

const PING_MS = 5000;
/** How long a client that is told to go may take to answer that, ms; then its connection is cut. */
const FAREWELL_MS = 5000;

/** Who was admitted to the stream. */
export type Admission = { readonly caller: Caller; readonly query: StreamQuery };

/** Serves one client of the stream until it leaves. Returns at once, so that no message of the client is missed. */
export function serveConnection(backend: Backend, { caller, query }: Admission, socket: WebSocket): void {
  const { epoch, board } = backend;
  const { since, topics } = query;
  const sequence = board.last;
  const oldest = board.oldest(topics);
  socket.send(JSON.stringify({ hello: { epoch, sequence: String(sequence), oldest: String(oldest) } }));
  if (since !== undefined && (since.epoch !== epoch || since.sequence < oldest - 1 || since.sequence > sequence)) {
    socket.close(CLOSE_GONE, 'gone');
    return;
  }
  const leave = (reason: EndReason): void => dismiss(backend, socket, reason);
  const { tier } = caller;
  const subscription = new Subscription(socket, { board, tier, after: since?.sequence ?? sequence, topics, onEnd: leave });
  const heart = new Heart();
  const pulse = watch(backend, caller, { socket, heart, leave });
  socket.on('close', () => {
    clearInterval(pulse);
    subscription.end();
  });
  takeMessages(backend, caller, socket, heart);
  subscription.start();
}

/** Tells the client why it is dropped, and makes sure that it goes. */
function dismiss(backend: Backend, socket: WebSocket, reason: EndReason): void {
  if (reason === 'gone') socket.close(CLOSE_GONE, 'gone');
  else if (reason === 'internal') socket.close(1011, 'internal');
  else {
    backend.board.dropped += 1;
    socket.send(JSON.stringify({ problem: problemOf({ code: 'too-slow' }) }));
    socket.close(CLOSE_TOO_SLOW, 'too slow');
  }
  const cut = setTimeout(() => socket.terminate(), FAREWELL_MS);
  socket.on('close', () => clearTimeout(cut));
}

/** Answers the client's messages one after the other; what it sends faster than that waits in its socket. */
function takeMessages(backend: Backend, caller: Caller, socket: WebSocket, heart: Heart): void {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  socket.on('message', (data, isBinary) => {
    waiting += 1;
    socket.pause();
    tail = tail.then(async () => {
      heart.busy = true;
      const reply = await answer(backend, caller, data, isBinary).catch((error: unknown): StreamAnswer => {
        logFault('stream message failed', error);
        return { problem: problemOf({ code: 'internal' }) };
      });
      heart.busy = false;
      // Whoever does not read the answers is not asked for more.
      await new Promise((resolve) => socket.send(JSON.stringify(reply), resolve));
      waiting -= 1;
      if (waiting === 0) socket.resume();
    });
  });
}

type Watched = { readonly socket: WebSocket; readonly heart: Heart; readonly leave: (reason: EndReason) => void };

/** Pings the client and looks whether its token is still good. */
function watch(backend: Backend, caller: Caller, { socket, heart, leave }: Watched): NodeJS.Timeout {
  socket.on('pong', () => heart.answered());
  return setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    if (heart.beat()) return leave('too-slow');
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
