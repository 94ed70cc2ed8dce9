import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import type { Fact } from './kept.js';

/**
 * orders.log: an append-only second copy of what durable.db alone holds. One line for each committed change: the
 * SHA-256 of the rest of the line, a space, JSON. The first line says which log it is and of which schema; every other
 * one has the number of its change, one more than the one before. Lines that were written when the log was rewritten
 * share the number up to which they tell everything.
 */
export type LogHeader = { readonly log: string; readonly schema: number };
export type LogLine = { readonly n: number; readonly facts: readonly Fact[] };

export type ReadLine =
  | { readonly kind: 'header'; readonly header: LogHeader; readonly end: number }
  | { readonly kind: 'line'; readonly line: LogLine; readonly end: number }
  | { readonly kind: 'damaged' }
  /** the last line has no end: its writing was broken off, so nobody was told of it */
  | { readonly kind: 'torn' };

const NEWLINE = 10;
const CHECKSUM_LENGTH = 64;
/** Read at once, bytes. */
const CHUNK = 1024 * 1024;

const checksum = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');

export function encodeLine(content: LogHeader | LogLine): string {
  const body = JSON.stringify(content);
  return `${checksum(body)} ${body}\n`;
}

function decode(line: Buffer, end: number): ReadLine {
  const body = line.subarray(CHECKSUM_LENGTH + 1);
  if (line.subarray(0, CHECKSUM_LENGTH + 1).toString('latin1') !== `${checksum(body)} `) return { kind: 'damaged' };
  const content = JSON.parse(body.toString('utf8')) as LogHeader | LogLine;
  return 'log' in content ? { kind: 'header', header: content, end } : { kind: 'line', line: content, end };
}

/** Every line of a log in its order, `end` being the place behind it in bytes. Rejects when the file cannot be read. */
export async function* readLog(file: string): AsyncGenerator<ReadLine> {
  let parts: Buffer[] = [];
  let place = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, at)]);
      parts = [];
      from = at + 1;
      yield decode(line, place + from);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
    place += chunk.length;
  }
  if (parts.length > 0) yield { kind: 'torn' };
}

/** The log as it is written. Rejects with the file's errors. */
export class OrdersLog {
  /** what counts, bytes */
  #size: number;
  /** what was appended and neither kept nor taken back, bytes */
  #pending = 0;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** @param size bytes that count; what lies behind is cut off */
  static async open(file: string, size: number): Promise<OrdersLog> {
    const handle = await open(file, 'a', 0o600);
    try {
      const log = new OrdersLog(handle, size);
      await log.#cutRest();
      return log;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Writes a log anew; the old one stays until the new one is whole on the disk. Its name is there for good only after
   * `syncFolder`; until then a power cut may bring the old one back, which the next start mends from the database.
   */
  static async write(file: string, lines: AsyncIterable<string>): Promise<OrdersLog> {
    const next = `${file}.new`;
    await rm(next, { force: true });
    const handle = await open(next, 'a', 0o600);
    try {
      for await (const line of lines) await handle.appendFile(line);
      await handle.sync();
      await rename(next, file);
      return new OrdersLog(handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      await rm(next, { force: true });
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Resolves when the line is on the disk. It counts from `keep` on. */
  async append(line: LogLine): Promise<void> {
    await this.#cutRest();
    const text = encodeLine(line);
    this.#pending = Buffer.byteLength(text);
    await this.#handle.appendFile(text);
    await this.#handle.datasync();
  }

  /** The change that was appended last is committed. */
  keep(): void {
    this.#size += this.#pending;
    this.#pending = 0;
  }

  /**
   * The change that was appended last is not committed. When the disk refuses even that, nothing is appended before it
   * was possible.
   */
  async takeBack(): Promise<void> {
    this.#pending = 0;
    await this.#cutRest();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Cuts off what does not count. */
  async #cutRest(): Promise<void> {
    if ((await this.#handle.stat()).size === this.#size) return;
    await this.#handle.truncate(this.#size);
    await this.#handle.datasync();
  }
}

/** Makes a renaming outlive a power cut. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
