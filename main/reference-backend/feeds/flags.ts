import { z } from 'zod';
import type { Result } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import { DEMO_HELP, demoFlags, demoOptions, demoToken } from '../demo-flags.js';
import { parseFlags } from '../flags.js';
import { scenarioName } from './scenario.js';

export const HELP = `Yilan demo feeds: a client of the backend's public API
${DEMO_HELP}  --resources DIR    data and scenarios (required)
  --scenario NAME    plays a scenario: storm, muck-truck, first-aid, drill
  --help
`;

const schema = z.object({ ...demoFlags, resources: z.string().min(1), scenario: scenarioName.optional() });

export type FeedFlags = {
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly speed: number;
  readonly resources: string;
  readonly scenario: z.output<typeof scenarioName> | undefined;
  readonly withParent: boolean;
};

/** Reads the command line and the token. `help` when that was asked for; an error is one line for people. */
export function readFlags(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<FeedFlags | 'help', string> {
  const text = { type: 'string' } as const;
  const flags = parseFlags(argv, schema, { ...demoOptions, resources: text, scenario: text });
  if (!flags.ok) return flags;
  if (flags.value === 'help') return ok('help');
  const { url, seed, speed, resources, scenario, 'with-parent': withParent, 'token-file': file } = flags.value;
  const token = demoToken(file, environment);
  if (!token.ok) return token;
  return ok({ url: url.replace(/\/+$/, ''), token: token.value, seed, speed, resources, scenario, withParent });
}
