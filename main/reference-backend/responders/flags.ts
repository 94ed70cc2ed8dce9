import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import { parseFlags, seedFlag, speedFlag } from '../flags.js';
import type { Temper } from './behaviour.js';
import { profileSchema } from './behaviour.js';

export const TOKEN_VARIABLE = 'YILAN_RESPONDER_TOKEN';

export const HELP = `Yilan demo responders: a client of the backend's public API
  --url URL          the backend (required)
  --token-file FILE  the account's token; without it, ${TOKEN_VARIABLE} from the environment
  --seed N           what they do follows from it (default 1)
  --speed X          how many times faster they live (default 1)
  --profile P        mixed (some are late or return) or steady (default mixed)
  --with-parent      end when stdin ends
  --help
`;

const schema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'expected http(s)://…' }),
  'token-file': z.string().min(1).optional(),
  seed: seedFlag,
  speed: speedFlag,
  profile: profileSchema.default('mixed'),
  'with-parent': z.boolean().default(false),
});

export type ResponderFlags = {
  readonly url: string;
  readonly token: string;
  readonly temper: Temper;
  readonly withParent: boolean;
};

const text = { type: 'string' } as const;

/** Reads the command line and the token. `help` when that was asked for; an error is one line for people. */
export function readFlags(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<ResponderFlags | 'help', string> {
  const flags = parseFlags(argv, schema, {
    url: text,
    'token-file': text,
    seed: text,
    speed: text,
    profile: text,
    'with-parent': { type: 'boolean' },
  });
  if (!flags.ok) return flags;
  if (flags.value === 'help') return ok('help');
  const { url, seed, speed, profile, 'with-parent': withParent, 'token-file': file } = flags.value;
  const token = file === undefined ? ok(environment[TOKEN_VARIABLE] ?? '') : readToken(file);
  if (!token.ok) return token;
  if (token.value === '') return err(`no token: give --token-file or ${TOKEN_VARIABLE}`);
  return ok({ url: url.replace(/\/+$/, ''), token: token.value, temper: { seed, speed, profile }, withParent });
}

function readToken(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8').trim());
  } catch (error) {
    return err(`--token-file: ${(error as Error).message}`);
  }
}
