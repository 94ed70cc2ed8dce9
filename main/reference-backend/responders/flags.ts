import { z } from 'zod';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import { DEMO_HELP, demoFlags, demoOptions, demoToken } from '../demo-flags.js';
import { parseFlags } from '../flags.js';
import type { Temper } from './behaviour.js';
import { profileSchema } from './behaviour.js';

export const HELP = `Yilan demo responders: a client of the backend's public API
${DEMO_HELP}  --profile P        mixed (some are late, return or never answer) or steady (default mixed)
  --help
`;

const schema = z.object({ ...demoFlags, profile: profileSchema.default('mixed') });

export type ResponderFlags = {
  readonly url: string;
  readonly token: string;
  readonly temper: Temper;
  readonly withParent: boolean;
};

/** Reads the command line and the token. `help` when that was asked for; an error is one line for people. */
export function readFlags(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<ResponderFlags | 'help', string> {
  const flags = parseFlags(argv, schema, { ...demoOptions, profile: { type: 'string' } });
  if (!flags.ok) return flags;
  if (flags.value === 'help') return ok('help');
  const { url, seed, speed, profile, 'with-parent': withParent, 'token-file': file } = flags.value;
  const token = demoToken(file, environment);
  if (!token.ok) return token;
  return ok({ url: url.replace(/\/+$/, ''), token: token.value, temper: { seed, speed, profile }, withParent });
}
