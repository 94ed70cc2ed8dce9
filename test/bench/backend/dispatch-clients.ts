import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import type { Receipt, StreamEvent } from '../../../preload/contract/index.js';
import { HttpClient } from './http.js';
import type { World } from './orders.js';
import { OFFICER, orderToAll, readyToken, receiptFor } from './orders.js';

/** What one arm brought: how long each dispatch took, ms, and what every client reported in each. */
export type DispatchResult = {
  readonly ms: readonly number[];
  readonly orders: readonly { readonly command: string; readonly receipts: readonly Receipt[] }[];
};

type Message = {
  readonly hello?: unknown;
  readonly events?: readonly StreamEvent[];
  readonly accepted?: readonly string[];
  readonly problem?: unknown;
};

/** One connection for each tier. Counts what is still due in the dispatch that runs. */
class Clients {
  readonly #sockets: WebSocket[] = [];
  #receipts: Receipt[] = [];
  #due = 0;
  #finished: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  async open(url: string, codes: readonly string[]): Promise<void> {
    // Some at a time: the machine's queue of connections not yet accepted is short.
    for (let begin = 0; begin < codes.length; begin += 50) {
      await Promise.all(codes.slice(begin, begin + 50).map((code) => this.#openOne(url, code)));
    }
  }

  /** Waits until every client has its directive and the answer to the receipt for it. */
  wait(): Promise<readonly Receipt[]> {
    this.#receipts = [];
    this.#due = this.#sockets.length;
    return new Promise((resolve, reject) => {
      this.#finished = () => resolve(this.#receipts);
      this.#failed = reject;
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #openOne(url: string, code: string): Promise<void> {
    const headers = { authorization: `Bearer ${readyToken(code)}` };
    const address = `${url.replace('http', 'ws')}/v1/stream?topics=directives`;
    const socket = new WebSocket(address, { headers, perMessageDeflate: false });
    this.#sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString()) as Message;
        if (message.hello !== undefined) resolve();
        else this.#take(socket, code, message);
      });
    });
  }

  #take(socket: WebSocket, code: string, { events, accepted, problem }: Message): void {
    if (problem !== undefined) return this.#failed(new Error(`${code}: ${JSON.stringify(problem)}`));
    for (const event of events ?? []) {
      if (event.type !== 'yilan.directives' || event.data.tier !== code || event.data.state !== 'pending') continue;
      const receipt = receiptFor(event.data.id, 'delivered');
      this.#receipts.push(receipt);
      socket.send(JSON.stringify({ receipts: [receipt] }));
    }
    if (accepted === undefined) return;
    this.#due -= 1;
    if (this.#due === 0) this.#finished();
  }
}

/** Role: dispatches to all tiers `warm` times unmeasured, then `count` times. */
export async function dispatch(url: string, worldFile: string, warm: number, count: number): Promise<void> {
  const world = JSON.parse(readFileSync(worldFile, 'utf8')) as World;
  const clients = new Clients();
  await clients.open(
    url,
    world.tiers.map(({ code }) => code),
  );
  const officer = new HttpClient(url, readyToken(OFFICER));
  const ms: number[] = [];
  const orders: { command: string; receipts: readonly Receipt[] }[] = [];
  for (let round = 0; round < warm + count; round += 1) {
    const order = orderToAll(world);
    const command = order.frozen.id;
    const body = JSON.stringify(order);
    const all = clients.wait();
    const began = performance.now();
    const issued = officer.ok(officer.post('/v1/commands', body, { 'idempotency-key': command }));
    const [receipts] = await Promise.all([all, issued]);
    if (round >= warm) ms.push(performance.now() - began);
    orders.push({ command, receipts });
    // A breath, so that one dispatch does not pay for the clearing up of the one before.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  clients.close();
  officer.close();
  const result: DispatchResult = { ms, orders };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
