import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Result } from '../../preload/contract/index.js';
import { err, ok } from '../../preload/contract/index.js';
import { scenarioName } from './feeds/scenario.js';
import { profileSchema } from './responders/behaviour.js';

export const HELP = `Yilan reference backend
  --data DIR               folder of the database (required)
  --port N                 TCP port, 0 = any free one (default 0)
  --host HOST              address to listen on (default 127.0.0.1)
  --accounts FILE          accounts, JSON
  --root-key FILE          key that certifies persons' keys (default: made in the data folder)
  --resources DIR          data and template packs (default: next to the program)
  --daily-share X          what an account may make in a day, times the documented limits (default 1)
  --disk-reserve MIB       evidence is refused when less would stay free on the disk (default 1024)
  --seed N                 seed of the demo (default 1)
  --no-responders          without demo responders and feeds
  --scenario NAME          plays a scenario, also without responders: storm, muck-truck, first-aid, drill
  --responder-speed X      how many times faster the demo lives (default 1)
  --responder-profile P    mixed (some are late or return) or steady (default mixed)
  --help
`;

const number = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'expected a number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const whole = (max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().max(max));

/** Seed and speed mean the same for the backend and for the demo's programs that it starts. */
export const seedFlag = whole(0xffff_ffff).default(1);
export const speedFlag = number(0.1, 1000).default(1);

const flagsSchema = z.object({
  data: z.string({ error: 'is required' }).min(1),
  port: whole(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
  accounts: z.string().min(1).optional(),
  'root-key': z.string().min(1).optional(),
  resources: z.string().min(1).optional(),
  'daily-share': number(0.0001, 1000).default(1),
  'disk-reserve': whole(1_000_000_000).default(1024),
  seed: seedFlag,
  'no-responders': z.boolean().default(false),
  scenario: scenarioName.optional(),
  'responder-speed': speedFlag,
  'responder-profile': profileSchema.default('mixed'),
});
export type Flags = Readonly<z.output<typeof flagsSchema>>;

const text = { type: 'string' } as const;

/** Reads the command line. `help` when that was asked for; an error is one line for people. */
export const readFlags = (argv: readonly string[]): Result<Flags | 'help', string> =>
  parseFlags(argv, flagsSchema, {
    data: text,
    port: text,
    host: text,
    accounts: text,
    'root-key': text,
    resources: text,
    'daily-share': text,
    'disk-reserve': text,
    seed: text,
    'no-responders': { type: 'boolean' },
    scenario: text,
    'responder-speed': text,
    'responder-profile': text,
  });

type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/** Flags by Node's own parser, their values by a schema; unknown flags and stray words are refused. */
export function parseFlags<T extends z.ZodType>(
  argv: readonly string[],
  schema: T,
  options: Options,
): Result<z.output<T> | 'help', string> {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean' } }, strict: true }));
  } catch (error) {
    return err(String((error as Error).message).split('\n')[0] ?? 'bad flags');
  }
  if (values['help'] === true) return ok('help');
  const parsed = schema.safeParse(values);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(`--${String(issue?.path[0])}: ${issue?.message ?? 'bad value'}`);
}
