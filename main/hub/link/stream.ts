import WebSocket from 'ws';
import type { AppError, StreamFrame } from '../../../preload/contract/index.js';
import { CLOSE_GONE, helloSchema, streamFrameSchema } from '../../../preload/contract/index.js';
import { reasonOf } from './http.js';

/** A ping goes out this often, and the link is given up when nothing, or no hello, was heard for `silentMs`. */
const PULSE = { everyMs: 2000, silentMs: 7000 } as const;
/** A frame larger than this is refused, bytes. */
const FRAME_MAX = 16 * 1024 * 1024;

export type StreamHello = { readonly epoch: string; readonly sequence: string };

export type StreamListener = {
  onHello(hello: StreamHello): void;
  onFrame(frame: StreamFrame): void;
  /** Any sign of life; with the round trip in ms where it was measured. */
  onHeard(roundTripMs?: number): void;
  /** The one and only end. `gone`: what was asked for is no longer kept (4410). */
  onEnd(end: { readonly gone: boolean; readonly problem: AppError }): void;
};

export type StreamOptions = {
  readonly url: string;
  readonly token: string;
  readonly since: string | undefined;
  readonly ca?: string | undefined;
};

/**
 * Opens the backend's stream. The answer ends it; `onEnd` is called in that case too. A server that is silent for 7 s
 * counts as away even if the connection seems open, and so does one that answers pings but never says hello.
 */
export function openStream({ url, token, since, ca }: StreamOptions, listener: StreamListener): () => void {
  const address = new URL(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/v1/stream`);
  address.searchParams.set('topics', 'commands,directives,receipts');
  if (since !== undefined) address.searchParams.set('since', since);
  const socket = new WebSocket(address, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: FRAME_MAX,
    handshakeTimeout: PULSE.silentMs,
    ...(ca === undefined ? {} : { ca }),
  });
  let heardAt = performance.now();
  let pingedAt: number | undefined;
  let greeted = false;
  let greeting: NodeJS.Timeout | undefined;
  let ended = false;

  const end = (gone: boolean, problem: AppError): void => {
    if (ended) return;
    ended = true;
    clearInterval(pulse);
    clearTimeout(greeting);
    socket.terminate();
    listener.onEnd({ gone, problem });
  };
  const heard = (roundTripMs?: number): void => {
    heardAt = performance.now();
    listener.onHeard(roundTripMs);
  };
  const pulse = setInterval(() => {
    if (performance.now() - heardAt > PULSE.silentMs) {
      end(false, { code: 'backend-silent', details: { ms: Math.round(performance.now() - heardAt) } });
    } else if (socket.readyState === WebSocket.OPEN && pingedAt === undefined) {
      pingedAt = performance.now();
      socket.ping();
    }
  }, PULSE.everyMs);

  socket.on('open', () => {
    greeting = setTimeout(
      () => end(false, { code: 'backend-silent', details: { ms: PULSE.silentMs, missing: 'hello' } }),
      PULSE.silentMs,
    );
  });
  socket.on('pong', () => {
    heard(pingedAt === undefined ? undefined : performance.now() - pingedAt);
    pingedAt = undefined;
  });
  socket.on('ping', () => heard());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    heard();
    const parsed = isBinary ? undefined : parse(data);
    const hello = greeted ? undefined : helloSchema.safeParse(parsed);
    if (hello?.success === true) {
      greeted = true;
      clearTimeout(greeting);
      listener.onHello(hello.data.hello);
      return;
    }
    const frame = streamFrameSchema.safeParse(parsed);
    if (greeted && frame.success) listener.onFrame(frame.data);
    else end(false, { code: 'backend-garbage', details: { path: '/v1/stream' } });
  });
  socket.on('unexpected-response', (_request, response) => {
    const code = response.statusCode === 401 ? 'token' : 'backend-garbage';
    end(false, { code, details: { status: response.statusCode ?? 0 } });
  });
  socket.on('error', (error) => end(false, { code: 'backend-away', details: { reason: reasonOf(error) } }));
  socket.on('close', (code) => end(code === CLOSE_GONE, { code: 'backend-away', details: { close: code } }));
  return () => end(false, { code: 'backend-away', details: { reason: 'closed here' } });
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    // Fits no schema, so the caller ends the stream with `backend-garbage`.
    return undefined;
  }
}
