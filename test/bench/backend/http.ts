import { Agent, request } from 'node:http';

export type HttpAnswer = { readonly status: number; readonly text: string };

/** One client's connections to a server, kept open. */
export class HttpClient {
  readonly #url: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  get(path: string): Promise<HttpAnswer> {
    return this.#call('GET', path, undefined, {});
  }

  post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    return this.#call('POST', path, Buffer.from(body), { 'content-type': 'application/json', ...headers });
  }

  /** A call that must succeed. */
  async ok(answer: Promise<HttpAnswer>): Promise<unknown> {
    const { status, text } = await answer;
    if (status >= 300) throw new Error(`answered ${status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  close(): void {
    this.#agent.destroy();
  }

  #call(method: string, path: string, body: Buffer | undefined, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.#url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...headers,
            ...(body === undefined ? {} : { 'content-length': body.length }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}
