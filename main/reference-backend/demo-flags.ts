import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Result } from '../../preload/contract/index.js';
import { err, ok } from '../../preload/contract/index.js';
import { TOKEN_VARIABLE } from './demo-child.js';
import { seedFlag, speedFlag } from './flags.js';

/** Flags that every demo program takes. */
export const demoFlags = {
  url: z.url({ protocol: /^https?$/, error: 'expected http(s)://…' }),
  'token-file': z.string().min(1).optional(),
  seed: seedFlag,
  speed: speedFlag,
  'with-parent': z.boolean().default(false),
};

const text = { type: 'string' } as const;

/** The same flags for Node's parser. */
export const demoOptions = {
  url: text,
  'token-file': text,
  seed: text,
  speed: text,
  'with-parent': { type: 'boolean' },
} as const;

export const DEMO_HELP = `  --url URL          the backend (required)
  --token-file FILE  the account's token; without it, ${TOKEN_VARIABLE} from the environment
  --seed N           what they do follows from it (default 1)
  --speed X          how many times faster they live (default 1)
  --with-parent      end when stdin ends
`;

/** The account's token; an error is one line for people. */
export function demoToken(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Result<string, string> {
  let token = environment[TOKEN_VARIABLE] ?? '';
  try {
    if (file !== undefined) token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    return err(`--token-file: ${(error as Error).message}`);
  }
  return token === '' ? err(`no token: give --token-file or ${TOKEN_VARIABLE}`) : ok(token);
}

/** A program that was started with a parent ends with it, however that ends. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
  process.stdin.resume();
}
