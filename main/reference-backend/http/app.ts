import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import Fastify from 'fastify';
import { toWireTime } from '../../../preload/contract/index.js';
import { logFault } from '../log.js';
import type { Refusal } from '../problem.js';
import { problemOf } from '../problem.js';
import type { Route } from './route.js';

const BODY_MAX = 1024 * 1024;
/** Server's time of every answer, RFC 3339 with milliseconds; clients estimate their clock's offset from it. */
const TIME_HEADER = 'yilan-time';
const PROBLEM_TYPE = 'application/problem+json';

/** The HTTP side: routes, bodies, and every failure as a problem document. */
export function createApp(routes: readonly Route[], now: () => number): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_MAX,
    clientErrorHandler: (_error, socket) => refuseRaw(socket, now()),
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, refusalOf(error)),
    return503OnClosing: true,
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header(TIME_HEADER, toWireTime(now()));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: string | Buffer) =>
    parseJson(body),
  );
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, { code: 'not-found' }));
  app.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, refusalOf(error)));
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.url,
      exposeHeadRoute: false,
      ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
      handler: async (request, reply) => {
        const outcome = await route.handle(request);
        if (!outcome.ok) return sendProblem(reply, outcome.error);
        const { status, body, text } = outcome.value;
        reply.code(status);
        if (text === undefined && body === undefined) return reply.send();
        return reply.type('application/json; charset=utf-8').send(text ?? JSON.stringify(body));
      },
    });
  }
  return app;
}

/** A body that is not JSON in UTF-8; carried to the error handler. */
class SyntaxFault extends Error {}

function parseJson(body: string | Buffer): unknown {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new SyntaxFault(String(error));
  }
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
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'too-large' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'media-type' };
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'syntax', detail: error.message };
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return { code: 'not-found' };
    default:
      logFault('request failed', error);
      return { code: 'internal' };
  }
}

/** Bytes that are not even HTTP: nothing of the framework is there to answer them. */
function refuseRaw(socket: Socket, now: number): void {
  if (!socket.writable) return;
  socket.end(rawProblem({ code: 'syntax', detail: 'not an HTTP request' }, now));
}

/** A whole HTTP/1.1 answer, for sockets that no framework serves. */
export function rawProblem(refusal: Refusal, now: number): string {
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
