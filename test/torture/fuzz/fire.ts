import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import type { Shot } from './requests.js';

/** How long an answer may take, ms. */
const PATIENCE_MS = 15_000;
const TYPE = 'application/problem+json';
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends a request and says what is wrong with its answer; undefined when nothing is. */
export function fire(url: URL, { method, path, headers, body, chunked }: Shot): Promise<string | undefined> {
  return new Promise((resolve) => {
    const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = {
      agent,
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...headers, ...length },
      timeout: PATIENCE_MS,
    };
    const sent = request(options);
    sent.once('timeout', () => sent.destroy(new Error('no answer in time')));
    // The server may cut off what it does not want to read; that it lives is seen by the others.
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === undefined ? error.message : undefined));
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', () => resolve(undefined));
      response.once('end', () =>
        resolve(judge(response, method === 'HEAD' ? undefined : Buffer.concat(chunks).toString('utf8'))),
      );
    });
    if (body !== undefined && chunked) {
      const bytes = Buffer.from(body);
      for (let at = 0; at < bytes.length; at += 1000) sent.write(bytes.subarray(at, at + 1000));
      sent.end();
    } else sent.end(body);
  });
}

function judge({ statusCode = 0, headers }: IncomingMessage, text: string | undefined): string | undefined {
  if (statusCode >= 500) return `${statusCode} ${text ?? ''}`;
  if (headers['yilan-time'] === undefined) return `${statusCode} without yilan-time`;
  if (statusCode < 400 || text === undefined) return undefined;
  return headers['content-type'] === TYPE
    ? problemFault(statusCode, text)
    : `${statusCode} as ${headers['content-type'] ?? 'nothing'}`;
}

/** What is wrong with a problem document. */
export function problemFault(status: number, text: string): string | undefined {
  let problem: { readonly type?: unknown; readonly title?: unknown; readonly status?: unknown };
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch (error) {
    return `${status} that is no JSON (${(error as Error).message}): ${text.slice(0, 200)}`;
  }
  const proper = typeof problem.type === 'string' && problem.type.startsWith('urn:yilan:problem:') && problem.status === status;
  if (!proper || typeof problem.title !== 'string') return `${status} that is no problem document: ${text.slice(0, 200)}`;
  return /\n\s+at |node_modules/.test(text) ? `a stack trace: ${text.slice(0, 200)}` : undefined;
}
