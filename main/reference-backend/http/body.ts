import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operation } from '../../../preload/contract/backend-api.js';
import { Slots } from './slots.js';

/** A body that is taken as bytes. `charset` is what its Content-Type declares, lower-case. */
export type RawBody = { readonly type: string; readonly charset: string | undefined; readonly content: Buffer };

/** A body that is not JSON in UTF-8; carried to the error handler. */
export class SyntaxFault extends Error {}

/** The body's media type is not one that the operation takes. */
export class MediaTypeFault extends Error {}

/** The body is declared larger than its operation takes. */
export class SizeFault extends Error {}

/** More large bodies are on their way than the server holds at once. */
export class BusyFault extends Error {}

/** Bodies above this size, bytes, are bounded in number, because each is held in memory as a whole. */
const LARGE_BYTES = 8 * 1024 * 1024;
/** Large bodies at once: of all, and under one token. */
const LARGE_BODIES = { all: 16, each: 4 };

/** Reads bodies by what their operation takes; `operationOf` finds it for a request's route. */
export function readBodies(app: FastifyInstance, operationOf: (route: string) => Operation | undefined): void {
  app.removeAllContentTypeParsers();
  const slots = new Slots(LARGE_BODIES);
  // After the caller was admitted and before the body is read.
  app.addHook('preParsing', async ({ method, headers, routeOptions }, reply, payload) => {
    const takes = operationOf(`${method} ${routeOptions.url ?? ''}`)?.body;
    if (takes === undefined) return payload;
    const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
    if (coding !== '' && coding !== 'identity') throw new MediaTypeFault(`the content coding ${coding} is not taken`);
    // Here the connection stays and the rest is discarded; closed on, a client that still sends might not see the answer.
    if (Number(headers['content-length']) > takes.maxBytes) throw new SizeFault();
    if (takes.maxBytes <= LARGE_BYTES) return payload;
    const release = slots.take(headers.authorization ?? '');
    if (release === undefined) throw new BusyFault();
    // Also when the client leaves.
    reply.raw.once('close', release);
    return payload;
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, content: Buffer | string) => {
    const { method } = request;
    const takes = operationOf(`${method} ${request.routeOptions.url ?? ''}`)?.body;
    // Without a body of its own the call ignores what came with it.
    if (takes === undefined) return undefined;
    const { type, charset } = mediaType(request.headers['content-type']);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    if (takes.json !== undefined && type === 'application/json') return parseJson(bytes, charset);
    if (takes.bytes?.some((taken) => taken === type || taken === '*/*')) return { type, charset, content: bytes };
    throw new MediaTypeFault(type);
  });
}

/** RFC 9110, 8.3.1: type and subtype, and the parameter `charset`. */
function mediaType(header: string | undefined): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const charset = parameters.map((part) => /^charset="?([^"]+)"?$/i.exec(part)?.[1]).find((found) => found !== undefined);
  return { type: type.toLowerCase(), charset: charset?.toLowerCase() };
}

/** JSON is UTF-8 on the wire (RFC 8259, 8.1), so another declared encoding is refused even where the bytes would fit. */
function parseJson(bytes: Buffer, charset: string | undefined): unknown {
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new SyntaxFault(`JSON is UTF-8, not ${charset}`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new SyntaxFault(String(error));
  }
}
