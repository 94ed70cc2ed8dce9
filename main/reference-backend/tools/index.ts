import { z } from 'zod';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import { parseFlags } from '../flags.js';
import { checkFolder, exportAudit, verifyExport } from './audit.js';
import { backup, restore } from './backup.js';

export const TOOLS_HELP = `Tools, each as the first word
  backup --data DIR --to DIR          copies a data folder, also while a server runs on it
  restore --from DIR --data DIR       makes a data folder from a backup; verified first, with a new epoch
  check --data DIR                    verifies the database's integrity and the whole audit chain
  audit --data DIR --export FILE      writes the audit chain with a signed head
  verify-audit --file FILE [--key K]  verifies an exported chain, and that K signed it (also: verify-audit FILE)
`;

export const BAD_FLAGS = 2;

const folder = z.string({ error: 'is required' }).min(1);
const text = { type: 'string' } as const;

type Tool = (argv: readonly string[]) => Promise<Result<unknown, string> | 'help' | { readonly flags: string }>;

/** A tool of flags that are all texts. */
const tool =
  <S extends z.ZodObject>(schema: S, run: (flags: z.output<S>) => Promise<Result<unknown, string>>): Tool =>
  async (argv) => {
    const options = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, text]));
    const flags = parseFlags(argv, schema, options);
    if (!flags.ok) return { flags: flags.error };
    return flags.value === 'help' ? 'help' : run(flags.value);
  };

const verifyAudit = tool(z.object({ file: folder, key: z.string().optional() }), async ({ file, key }) => {
  const head = await verifyExport(file, key);
  return head.ok ? ok({ event: 'audit-verified', head: head.value }) : head;
});

const TOOLS: Readonly<Record<string, Tool>> = {
  backup: tool(z.object({ data: folder, to: folder }), async ({ data, to }) => {
    const done = await backup(data, to);
    return done.ok ? ok({ event: 'backed-up', to, ...done.value }) : done;
  }),
  restore: tool(z.object({ from: folder, data: folder }), async ({ from, data }) => {
    const done = await restore(from, data);
    return done.ok ? ok({ event: 'restored', data, ...done.value }) : done;
  }),
  check: tool(z.object({ data: folder }), async ({ data }) => {
    const entries = await checkFolder(data);
    return entries.ok ? ok({ event: 'checked', audit: entries.value }) : entries;
  }),
  audit: tool(z.object({ data: folder, export: folder }), async ({ data, export: file }) => {
    const head = await exportAudit(data, file);
    return head.ok ? ok({ event: 'audit-exported', file, head: head.value }) : head;
  }),
  'verify-audit': (argv) => verifyAudit(argv[0]?.startsWith('-') === false ? ['--file', ...argv] : argv),
};

/** The tool that the command line names with its first word. */
export const toolOf = (argv: readonly string[]): Tool | undefined => {
  const name = argv[0] ?? '';
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
};

/** Runs a tool: one line of JSON on stdout when it succeeds, one line for people on stderr when not. Answers the exit code. */
export async function runTool(run: Tool, argv: readonly string[]): Promise<number> {
  const outcome = await attempt(run, argv);
  if (outcome === 'help') process.stdout.write(TOOLS_HELP);
  else if ('flags' in outcome) {
    process.stderr.write(`${outcome.flags}\n`);
    return BAD_FLAGS;
  } else if (outcome.ok) process.stdout.write(`${JSON.stringify(outcome.value)}\n`);
  else {
    process.stderr.write(`${outcome.error}\n`);
    return 1;
  }
  return 0;
}

/** What the system refuses (a file that is not there, a disk that is full) is told like any other failure. */
async function attempt(run: Tool, argv: readonly string[]): ReturnType<Tool> {
  try {
    return await run(argv);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return err((error as Error).message);
  }
}
