import { execFile } from 'node:child_process';
import type { Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { RandrOutput } from './randr.js';
import { parseRandr } from './randr.js';

/** Runs `xrandr` once; errors `xrandr-missing` (not installed: final) and `xrandr-failed` (with `reason`). */
export type RunXrandr = () => Promise<Result<string>>;

/** From the server's memory: a look that probes every cable takes seconds on real graphics cards, and stirs them. */
const ARGUMENTS = ['--current', '--props'];
/** ms; the answer from memory takes a few */
const TIMEOUT_MS = 1500;

export const runXrandr: RunXrandr = () =>
  new Promise((resolve) => {
    // One that hangs in the kernel does not heed a polite signal.
    execFile('xrandr', ARGUMENTS, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      if (error === null) resolve(ok(stdout));
      else if (error.code === 'ENOENT') resolve(fail('xrandr-missing'));
      else if (error.killed === true) resolve(fail('xrandr-failed', { reason: `no answer within ${TIMEOUT_MS} ms` }));
      else resolve(fail('xrandr-failed', { reason: error.message.trim() }));
    });
  });

/** The outputs of the X server that this process talks to; none without X. Errors as `RunXrandr`. */
export async function readRandr(run: RunXrandr = runXrandr): Promise<Result<readonly RandrOutput[]>> {
  if (process.platform !== 'linux' || process.env.DISPLAY === undefined) return ok([]);
  const said = await run();
  return said.ok ? ok(parseRandr(said.value)) : said;
}
