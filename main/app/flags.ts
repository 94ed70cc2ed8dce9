import { resolve } from 'node:path';
import type { Result } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';

export type Flags = {
  readonly site?: string;
  readonly data?: string;
  /** seconds after all windows have drawn */
  readonly exitAfter?: number;
  readonly shots?: string;
};

/**
 * Reads the app's own flags: `--site FILE`, `--data DIR`, `--exit-after S`, `--shots DIR`, also as `--flag=value`.
 * Chromium's switches stand among them and are left alone.
 * @param cwd relative paths are resolved against it
 * @returns errors `flag-value-missing`, `flag-value` (with `flag`)
 */
export function parseFlags(argv: readonly string[], cwd: string): Result<Flags> {
  const found = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const match = /^--(site|data|exit-after|shots)(?:=(.*))?$/.exec(argv[index] ?? '');
    if (match === null) continue;
    const flag = match[1] as string;
    const next = argv[index + 1];
    const value = match[2] ?? (next === undefined || next.startsWith('--') ? undefined : next);
    if (value === undefined || value === '') return fail('flag-value-missing', { flag });
    found.set(flag, value);
  }
  const seconds = found.get('exit-after');
  const exitAfter = seconds === undefined ? undefined : Number(seconds);
  if (exitAfter !== undefined && !(exitAfter >= 0 && exitAfter <= 86_400)) {
    return fail('flag-value', { flag: 'exit-after', value: seconds ?? '' });
  }
  const path = (flag: string): string | undefined => {
    const value = found.get(flag);
    return value === undefined ? undefined : resolve(cwd, value);
  };
  return ok({ site: path('site'), data: path('data'), exitAfter, shots: path('shots') });
}
