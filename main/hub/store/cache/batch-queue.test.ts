import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../../../preload/contract/index.js';
import { fail, ok } from '../../../../preload/contract/index.js';
import { BatchQueue } from './batch-queue.js';

const BOUNDS = { rows: 10, ms: 200, rowsAtOnce: 20, rowsWaiting: 30 };

/** A file whose writes end when the test says so. */
class SlowFile {
  readonly written: string[][] = [];
  readonly #ends: ((result: Result<null>) => void)[] = [];

  readonly write = (items: readonly string[]): Promise<Result<null>> => {
    this.written.push([...items]);
    return new Promise((resolve) => this.#ends.push(resolve));
  };

  async end(result: Result<null> = ok(null)): Promise<void> {
    this.#ends.shift()?.(result);
    await vi.advanceTimersByTimeAsync(0);
  }
}

let file: SlowFile;
let queue: BatchQueue<string>;
beforeEach(() => {
  vi.useFakeTimers();
  file = new SlowFile();
  queue = new BatchQueue(file.write, BOUNDS);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('batch queue', () => {
  it('writes as soon as enough rows wait', async () => {
    await queue.add('a', 4);
    expect(file.written).toEqual([]);
    await queue.add('b', 6);
    expect(file.written).toEqual([['a', 'b']]);
  });

  it('writes fewer rows once the first has waited long enough', async () => {
    await queue.add('a', 1);
    await vi.advanceTimersByTimeAsync(199);
    expect(file.written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(file.written).toEqual([['a']]);
  });

  it('keeps the order, one transaction after the other, each of a bounded size', async () => {
    for (const item of ['a', 'b', 'c']) await queue.add(item, 10);
    expect(file.written).toEqual([['a']]);
    await queue.add('d', 0);
    await file.end();
    expect(file.written).toEqual([['a'], ['b', 'c', 'd']]);
    await file.end();
    expect(queue.rows).toBe(0);
  });

  it('makes whoever brings too much wait until there is room', async () => {
    await queue.add('a', 20);
    await queue.add('b', 10);
    let taken = false;
    const third = queue.add('c', 10).then(() => (taken = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(taken).toBe(false);
    await file.end();
    await third;
    expect(taken).toBe(true);
  });

  it('gives up what waits after a failed write, says so once, and goes on with what comes next', async () => {
    await queue.add('a', 10);
    await queue.add('b', 10);
    await file.end(fail('cache-write'));
    expect(queue.rows).toBe(0);
    expect(await queue.add('c', 10)).toEqual(fail('cache-write'));
    expect(await queue.add('d', 10)).toEqual(ok(null));
    expect(file.written).toEqual([['a'], ['d']]);
  });

  it('holds nothing back after a write that threw', async () => {
    const thrown = new BatchQueue<string>(() => Promise.reject(new Error('a fault of the program')), BOUNDS);
    await thrown.add('a', 1);
    await expect(thrown.flush()).rejects.toThrow('a fault of the program');
    expect(thrown.rows).toBe(0);
    expect(await thrown.flush()).toEqual(ok(null));
  });

  it('resolves a flush when all of it is written, what came meanwhile too', async () => {
    await queue.add('a', 1);
    let flushed: Result<null> | undefined;
    const flush = queue.flush().then((result) => (flushed = result));
    await vi.advanceTimersByTimeAsync(0);
    await queue.add('b', 1);
    await file.end();
    expect(flushed).toBeUndefined();
    await file.end();
    await flush;
    expect([flushed, file.written]).toEqual([ok(null), [['a'], ['b']]]);
  });
});
