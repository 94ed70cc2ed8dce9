import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Described, Document } from './document.js';
import { PROBLEM_TYPE } from './document.js';

export type Request = {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON */
  readonly json?: unknown;
  /** sent as it stands, with `type` as its Content-Type */
  readonly bytes?: Uint8Array | string;
  readonly type?: string;
  /** declares a body of this many bytes and sends only its beginning */
  readonly declaredBytes?: number;
};

export type Answer = {
  readonly status: number;
  /** problem code, when it is one */
  readonly problem?: string;
  readonly path?: string;
  readonly body: unknown;
  readonly bytes: Buffer;
  readonly headers: IncomingMessage['headers'];
};

/** A client of the backend that knows nothing but the published file, and checks every answer against it. */
export class Client {
  /** `operationId status` and `operationId problem` of what was seen */
  readonly reached = new Set<string>();
  readonly document: Document;
  readonly #url: URL;

  constructor(document: Document, url: string) {
    this.document = document;
    this.#url = new URL(url);
  }

  /** @throws Error when the answer is not as the file says, or a request that the file refuses is taken */
  async call(id: string, request: Request = {}): Promise<Answer> {
    const operation = this.document.operation(id);
    const answer = await this.#send(operation, request);
    const faults = [...this.#faultsOf(operation, answer), ...this.#takenFaults(operation, request, answer)];
    if (faults.length > 0) {
      throw new Error(`${id} answered ${answer.status} ${answer.bytes.toString('utf8').slice(0, 400)}: ${faults.join('; ')}`);
    }
    this.reached.add(`${id} ${answer.problem ?? answer.status}`);
    return answer;
  }

  /** As `call`, for a call that has to succeed. */
  async get<T>(id: string, request: Request = {}): Promise<T> {
    const answer = await this.call(id, request);
    if (answer.problem !== undefined) throw new Error(`${id}: ${answer.bytes.toString('utf8')}`);
    return answer.body as T;
  }

  /** The absolute address of a call. */
  address({ path }: Described, { params = {}, query = {} }: Request): URL {
    const url = new URL(this.#url.href);
    url.pathname = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? name));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url;
  }

  #send(operation: Described, request: Request): Promise<Answer> {
    const { token, json, bytes, declaredBytes } = request;
    const body = json === undefined ? bytes : JSON.stringify(json);
    const type = request.type ?? (json === undefined ? undefined : 'application/json');
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': declaredBytes ?? Buffer.byteLength(body) }),
      ...request.headers,
    };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(this.address(operation, request), { method: operation.method, headers });
      sent.once('error', reject);
      sent.once('response', (response) => {
        // The server may end a connection whose body it does not want.
        sent.off('error', reject).on('error', () => undefined);
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          if (declaredBytes !== undefined) sent.destroy();
          resolve(read(response, Buffer.concat(chunks)));
        });
      });
      if (declaredBytes === undefined) sent.end(body);
      else sent.write(body ?? '');
    });
  }

  #faultsOf({ responses }: Described, { status, bytes, body, headers }: Answer): string[] {
    const described = responses[String(status)];
    if (described === undefined) return [`status ${status} is not described`];
    const faults = Object.entries(described.headers ?? {}).flatMap(([name, { required, schema }]) => {
      const value = headers[name.toLowerCase()];
      if (value === undefined) return required === true ? [`header ${name} is missing`] : [];
      const typed = schema['type'] === 'integer' ? Number(value) : value;
      return this.document.faults(schema, typed).map((fault) => `header ${name}: ${fault}`);
    });
    const { content } = described;
    if (content === undefined) return bytes.length === 0 ? faults : [...faults, 'content where none is described'];
    const type = headers['content-type'] ?? '';
    const bare = (name: string): string => (name.split(';')[0] ?? '').trim().toLowerCase();
    const media = Object.entries(content).find(([name]) => bare(name) === bare(type))?.[1] ?? content['*/*'];
    if (media === undefined) return [...faults, `media type ${type} is not described`];
    return /json$/.test(bare(type)) ? [...faults, ...this.document.faults(media.schema, body)] : faults;
  }

  /** A request that succeeded must be one that the file allows. */
  #takenFaults({ body, parameters }: Described, request: Request, answer: Answer): string[] {
    if (answer.problem !== undefined) return [];
    const media = body?.content['application/json'];
    const inBody = request.json === undefined || media === undefined ? [] : this.document.faults(media.schema, request.json);
    const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
    const unknown = Object.keys(request.query ?? {}).filter((name) => !known.has(name));
    return [...inBody.map((fault) => `request: ${fault}`), ...unknown.map((name) => `unknown query ${name} was taken`)];
  }
}

function read(response: IncomingMessage, bytes: Buffer): Answer {
  const { headers, statusCode: status = 0 } = response;
  const type = headers['content-type'] ?? '';
  const body: unknown = /json/.test(type) && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined;
  if (type !== PROBLEM_TYPE) return { status, body, bytes, headers };
  const { type: urn, path } = body as { readonly type: string; readonly path?: string };
  return {
    status,
    problem: urn.slice('urn:yilan:problem:'.length),
    ...(path === undefined ? {} : { path }),
    body,
    bytes,
    headers,
  };
}
