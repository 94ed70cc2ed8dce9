import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../preload/contract/index.js';
import { readRandr, runXrandr } from './read-randr.js';

let folder: string;

/** Puts a program in xrandr's place. */
function installXrandr(script: string): void {
  const file = join(folder, 'xrandr');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-xrandr-'));
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  vi.stubEnv('DISPLAY', ':99');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe.runIf(process.platform === 'linux')('runXrandr', () => {
  it('asks for what the server knows, and has it probe nothing', async () => {
    installXrandr('echo "$@"');
    expect(await runXrandr()).toEqual(ok('--current --props\n'));
  });

  it('tells a program that fails from one that is missing', async () => {
    installXrandr('echo "Can\'t open display" >&2; exit 1');
    expect(await runXrandr()).toMatchObject({
      error: { code: 'xrandr-failed', details: { reason: expect.stringContaining("Can't open display") } },
    });
    vi.stubEnv('PATH', join(folder, 'nothing'));
    expect(await runXrandr()).toEqual(fail('xrandr-missing'));
  });

  it('ends one that hangs, deaf to signals', async () => {
    installXrandr("trap '' TERM; while :; do :; done");
    expect(await runXrandr()).toEqual(fail('xrandr-failed', { reason: 'no answer within 1500 ms' }));
  });
});

describe.runIf(process.platform === 'linux')('readRandr', () => {
  it('reads what is printed, and passes on why nothing is', async () => {
    expect(await readRandr(async () => ok('DP-1 connected 640x360+0+0 0mm x 0mm\n'))).toMatchObject({
      value: [{ connector: 'DP-1' }],
    });
    expect(await readRandr(async () => fail('xrandr-missing'))).toEqual(fail('xrandr-missing'));
  });

  it('asks nobody without an X server', async () => {
    vi.stubEnv('DISPLAY', undefined);
    expect(await readRandr(async () => fail('xrandr-failed'))).toEqual(ok([]));
  });
});
