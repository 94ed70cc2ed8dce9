import WebSocket from 'ws';
import type { AppError, BackendAccess, StreamBatch, Topic } from '../../../preload/contract/index.js';
import { CLOSE_GONE, CLOSE_TOKEN, CLOSE_TOO_SLOW } from '../../../preload/contract/index.js';
import { awayCode, socketOptionsFor } from './access.js';
import { failureReason } from './http.js';
import type { Misfit, StreamHello } from './read-message.js';
import { readMessage } from './read-message.js';

/** A ping goes out this often, and the link is given up when nothing, or no hello, was heard for `silentMs`. */
const PULSE = { everyMs: 2000, silentMs: 7000 } as const;
/** A frame larger than this is refused, bytes. */
const FRAME_MAX = 16 * 1024 * 1024;

/** The only end of a stream. `gone`: what was asked for is no longer kept (4410). `disorder`: a frame nobody can read. */
export type StreamEnd = { readonly gone?: boolean; readonly disorder?: boolean; readonly problem: AppError };

export type StreamListener = {
  onHello(hello: StreamHello): void;
  onBatch(batch: StreamBatch): void;
  /** Something that does not fit; what fitted beside it comes as a batch. */
  onMisfit(misfit: Misfit): void;
  /** Any sign of life; with the round trip in ms where it was measured. */
  onHeard(roundTripMs?: number): void;
  onEnd(end: StreamEnd): void;
};

export type StreamOptions = {
  readonly url: string;
  readonly token: string;
  readonly since: string | undefined;
  readonly topics: readonly Topic[];
  readonly access: BackendAccess;
};

export type OpenStream = {
  /** Ends it; `onEnd` is called in that case too. */
  close(): void;
  /** Leaves what comes in the network until `resume`: whoever listens can't keep up. */
  pause(): void;
  resume(): void;
};

/**
 * Opens the backend's stream. A server that is silent for 7 s counts as away even if the connection seems open, and so
 * does one that answers pings but never says hello.
 */
export function openStream({ url, token, since, topics, access }: StreamOptions, listener: StreamListener): OpenStream {
  const address = new URL(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/v1/stream`);
  address.searchParams.set('topics', topics.join(','));
  if (since !== undefined) address.searchParams.set('since', since);
  const socket = new WebSocket(address, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: FRAME_MAX,
    handshakeTimeout: PULSE.silentMs,
    ...socketOptionsFor(new URL(url), access),
  });
  let heardAt = performance.now();
  let pingedAt: number | undefined;
  let greeted = false;
  let greeting: NodeJS.Timeout | undefined;
  let ended = false;
  /** what the server said before it closed */
  let lastWord: AppError | undefined;

  const end = (how: StreamEnd): void => {
    if (ended) return;
    ended = true;
    clearInterval(pulse);
    clearTimeout(greeting);
    socket.terminate();
    listener.onEnd(how);
  };
  const heard = (roundTripMs?: number): void => {
    heardAt = performance.now();
    listener.onHeard(roundTripMs);
  };
  const pulse = setInterval(() => {
    // Nobody is heard while we don't listen.
    if (socket.isPaused) heardAt = performance.now();
    else if (performance.now() - heardAt > PULSE.silentMs) {
      end({ problem: { code: 'backend-silent', details: { ms: Math.round(performance.now() - heardAt) } } });
    } else if (socket.readyState === WebSocket.OPEN && pingedAt === undefined) {
      pingedAt = performance.now();
      socket.ping();
    }
  }, PULSE.everyMs);

  socket.on('open', () => {
    const problem = { code: 'backend-silent', details: { ms: PULSE.silentMs, missing: 'hello' } };
    greeting = setTimeout(() => end({ problem }), PULSE.silentMs);
  });
  socket.on('pong', () => {
    heard(pingedAt === undefined ? undefined : performance.now() - pingedAt);
    pingedAt = undefined;
  });
  socket.on('ping', () => heard());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (ended) return;
    heard();
    const message = readMessage(data, isBinary, greeted);
    switch (message.kind) {
      case 'hello':
        greeted = true;
        clearTimeout(greeting);
        return listener.onHello(message.hello);
      case 'batch':
        for (const misfit of message.misfits) listener.onMisfit(misfit);
        return listener.onBatch(message.batch);
      case 'problem':
        lastWord = message.problem;
        return;
      case 'unreadable':
        listener.onMisfit(message.misfit);
        return end({ disorder: greeted, problem: { code: 'backend-garbage', details: { path: '/v1/stream' } } });
    }
  });
  socket.on('unexpected-response', (_request, response) => {
    const code = response.statusCode === 401 ? 'token' : 'backend-garbage';
    end({ problem: { code, details: { status: response.statusCode ?? 0 } } });
  });
  socket.on('error', (error) => end({ problem: { code: awayCode(error), details: { reason: failureReason(error) } } }));
  socket.on('close', (code, reason) => end({ gone: code === CLOSE_GONE, problem: lastWord ?? closed(code, reason.toString()) }));
  return {
    close: () => end({ problem: { code: 'backend-away', details: { reason: 'closed here' } } }),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

/** The problem that a closing code tells of. */
function closed(code: number, reason: string): AppError {
  if (code === CLOSE_TOKEN) return { code: reason === 'token-expired' ? reason : 'token' };
  if (code === CLOSE_TOO_SLOW) return { code: 'too-slow' };
  return { code: 'backend-away', details: { close: code } };
}
