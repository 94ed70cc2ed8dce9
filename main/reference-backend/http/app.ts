import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import { toWireTime } from '../../../preload/contract/index.js';
import { logFault } from '../log.js';
import type { Refusal } from '../problem.js';
import { problemOf } from '../problem.js';
import type { Caller } from '../rules/caller.js';
import { BusyFault, MediaTypeFault, readBodies, SizeFault, SyntaxFault } from './body.js';
import type { Answer, Route } from './serve.js';

const BODY_MAX = 1024 * 1024;
/** How long a request may take to come in whole, and a connection may stand still in the midst of one, ms. */
const REQUEST_MS = 120_000;
const SILENCE_MS = 60_000;
/** Connections at once, streams among them: more are closed as they come. */
const CONNECTIONS_MAX = 10_000;
/** How long a client whose connection is refused may take to leave, ms. */
const FAREWELL_MS = 500;
/** Server's time of every answer, RFC 3339 with milliseconds; clients estimate their clock's offset from it. */
const TIME_HEADER = 'yilan-time';
/** After how long a client that came while too much was going on may come again, s. */
const BUSY_WAIT_S = 5;
const PROBLEM_TYPE = 'application/problem+json';

/** Told of every call that was answered: by which operation, with which status, after how many ms. */
export type Answered = (operation: string, status: number, ms: number) => void;

/** The HTTP side: routes, bodies, and every failure as a problem document. */
export function createApp(routes: readonly Route[], now: () => number, answered: Answered): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_MAX,
    requestTimeout: REQUEST_MS,
    connectionTimeout: SILENCE_MS,
    clientErrorHandler: (_error, socket) => refuseRaw(socket, now()),
    // These come before any hook.
    frameworkErrors: (error, _request, reply) => {
      reply.header(TIME_HEADER, toWireTime(now()));
      sendProblem(reply, refusalOf(error));
    },
    // Node's own refusal would be no problem document; the hook below refuses instead.
    http: { requireHostHeader: false },
    return503OnClosing: true,
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (raw.headers.host === undefined && raw.httpVersion === '1.1') {
      return sendProblem(reply, { code: 'syntax', detail: 'the header Host is missing' });
    }
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header(TIME_HEADER, toWireTime(now()));
  });
  const byRoute = new Map(routes.map(({ operation }) => [`${operation.method} ${routePath(operation.path)}`, operation]));
  readBodies(app, (route) => byRoute.get(route));
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, { code: 'not-found' }));
  app.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, refusalOf(error)));
  for (const route of routes) addRoute(app, route, answered);
  return app;
}

/** `{name}` of OpenAPI is `:name` here. */
const routePath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

function addRoute(app: FastifyInstance, { operation, admit, handle }: Route, answered: Answered): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.route({
    method: operation.method,
    url: routePath(operation.path),
    exposeHeadRoute: false,
    ...(operation.body === undefined ? {} : { bodyLimit: operation.body.maxBytes }),
    onRequest: async (request, reply) => {
      const admitted = await admit(request.headers.authorization);
      if (!admitted.ok) return sendProblem(reply, admitted.error);
      if (admitted.value !== undefined) callers.set(request, admitted.value);
    },
    onResponse: async (_request, reply) => answered(operation.id, reply.statusCode, reply.elapsedTime),
    handler: async (request, reply) => {
      const outcome = await handle(request, callers.get(request));
      return outcome.ok ? sendAnswer(reply, outcome.value) : sendProblem(reply, outcome.error);
    },
  });
}

function sendAnswer(reply: FastifyReply, { status, body, type, text, bytes }: Answer): FastifyReply {
  reply.code(status);
  if (bytes !== undefined) {
    return reply
      .headers(bytes.headers ?? {})
      .type(bytes.type)
      .send(bytes.content);
  }
  if (text === undefined && body === undefined) return reply.send();
  // As bytes where there is a type of its own: to a text the framework would add a charset.
  if (type !== undefined) return reply.type(type).send(Buffer.from(JSON.stringify(body)));
  return reply.type('application/json; charset=utf-8').send(text ?? JSON.stringify(body));
}

function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal);
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(refusal.retryAfterS));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  // As bytes: to a text the framework would add a charset, which this media type does not have.
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** What an error of the framework or of our own code is for the client; what is nobody's mistake but ours is logged. */
function refusalOf(error: FastifyError): Refusal {
  if (error instanceof SyntaxFault) return { code: 'syntax', detail: error.message };
  if (error instanceof MediaTypeFault) return { code: 'media-type', detail: error.message };
  if (error instanceof SizeFault) return { code: 'too-large' };
  if (error instanceof BusyFault) return { code: 'quota', retryAfterS: BUSY_WAIT_S, detail: 'too many uploads at once' };
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'too-large' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'media-type' };
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'syntax', detail: error.message };
    // The client left in the middle of its body; nobody is there to read the answer.
    case 'ECONNRESET':
      return { code: 'syntax', detail: error.message };
    case 'FST_ERR_BAD_URL':
      return { code: 'syntax', detail: 'the address is not well percent-encoded' };
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return { code: 'not-found' };
    default:
      logFault('request failed', error);
      return { code: 'internal' };
  }
}

/** Bytes that are not even HTTP, or a request that never ends: nothing of the framework is there to answer them. */
function refuseRaw(socket: Socket, now: number): void {
  if (socket.writable) dismiss(socket, { code: 'syntax', detail: 'not an HTTP request' }, now);
  else socket.destroy();
}

/** Refuses a whole connection. What the client still sends is thrown away; one that does not leave is cut off. */
export function dismiss(socket: Duplex, refusal: Refusal, now: number): void {
  socket.end(rawProblem(refusal, now));
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), FAREWELL_MS);
  socket.once('close', () => clearTimeout(cut));
}

/** A whole HTTP/1.1 answer, for sockets that no framework serves. */
function rawProblem(refusal: Refusal, now: number): string {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title.replace(/[^ -~]/g, '?')}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${TIME_HEADER}: ${toWireTime(now)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
