import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLogFile } from './log-file.js';
import { RotatingFile } from './rotating-file.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yilan-log-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const files = (): string[] => readdirSync(dir).sort();
const text = (): string =>
  files()
    .map((file) => readFileSync(join(dir, file), 'utf8'))
    .join('');

describe('openLogFile', () => {
  it('begins a new file when one is full, keeps a bounded number, and loses no line on the way', async () => {
    const opened = openLogFile({ dir, name: 'hub', maxBytes: 10_000 });
    for (let line = 0; line < 300; line += 1) opened.log.info({ line, padding: 'x'.repeat(80) }, 'line');
    await opened.close();
    expect(files()).toEqual(['hub.1.log', 'hub.2.log', 'hub.3.log', 'hub.4.log', 'hub.5.log', 'hub.log']);
    for (const file of files()) expect(statSync(join(dir, file)).size).toBeLessThanOrEqual(10_000);
    const order = ['hub.5.log', 'hub.4.log', 'hub.3.log', 'hub.2.log', 'hub.1.log', 'hub.log'];
    const lines = order.flatMap((file) => readFileSync(join(dir, file), 'utf8').trim().split('\n'));
    const numbers = lines.map((line) => (JSON.parse(line) as { line: number }).line);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 300 - numbers.length + index));
    expect(numbers.length).toBeGreaterThan(200);
  });

  it('goes on in the file of the run before', async () => {
    for (let run = 0; run < 2; run += 1) {
      const opened = openLogFile({ dir, name: 'hub', maxBytes: 1000 });
      for (let line = 0; line < 4; line += 1) opened.log.info({ padding: 'x'.repeat(100) }, `run ${run}`);
      await opened.close();
    }
    expect(files()).toEqual(['hub.1.log', 'hub.log']);
  });

  it('loses lines on a full disk, not the process', async () => {
    symlinkSync('/dev/full', join(dir, 'hub.log'));
    const file = new RotatingFile(join(dir, 'hub.log'), { maxBytes: 100_000, kept: 1 });
    for (let line = 0; line < 10; line += 1) file.write('a line\n');
    await vi.waitFor(() => expect(file.lost).toBeGreaterThan(0));
  });

  it('grows no further when a full file cannot be put away', async () => {
    mkdirSync(join(dir, 'hub.1.log'));
    mkdirSync(join(dir, 'hub.1.log', 'in the way'));
    const file = new RotatingFile(join(dir, 'hub.log'), { maxBytes: 100, kept: 1 });
    for (let line = 0; line < 10; line += 1) file.write(`${'x'.repeat(40)}\n`);
    expect(file.lost).toBe(8);
    expect(statSync(join(dir, 'hub.log')).size).toBeLessThanOrEqual(100);
  });

  it('writes no secret, whatever way it is logged', async () => {
    const secret = 'river"patrol/7731';
    const opened = openLogFile({ dir, name: 'hub' });
    opened.know('known-token-0123456789');
    const { log } = opened;
    const error = Object.assign(
      new Error(`refused: Bearer ${secret.replace('"', '')} at https://hall:${'hunter2hunter2'}@proxy.example/`),
      {
        token: secret,
      },
    );
    for (const write of [log.trace, log.debug, log.info, log.warn, log.error, log.fatal].map((method) => method.bind(log))) {
      write(
        { token: secret, nested: [{ deviceToken: secret, Password: secret, list: { 'proxy-authorization': secret } }] },
        'text',
      );
      write({ password: { inner: secret }, secrets: [secret] });
      write({ err: error }, error.message);
      write(error);
      write('plain %s', `Authorization: Basic aGFsbDpzZWNyZXQtd29yZA==`);
      write({ url: 'known-token-0123456789' }, 'the known-token-0123456789 in a text');
      write({ deep: { a: { b: { c: { d: { e: { f: { token: secret } } } } } } } });
    }
    log.child({ token: secret, session: { password: secret } }).info('from a child');
    await opened.close();
    const written =
      text() +
      vi
        .mocked(process.stderr.write)
        .mock.calls.map(([line]) => String(line))
        .join('');
    expect(written).toContain('from a child');
    for (const trace of ['patrol', '7731', 'hunter2', 'aGFsbDpz', 'known-token']) expect(written).not.toContain(trace);
  });
});
