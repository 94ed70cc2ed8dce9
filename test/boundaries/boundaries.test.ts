import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IViolation } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import config from '../../build/dependency-cruiser.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const FIXTURES = join(import.meta.dirname, 'fixtures');
const RULES = (config.forbidden ?? []).map(({ name }) => name ?? '');

/** Every import below `folders` that breaks a rule. */
async function violations(baseDir: string, folders: readonly string[]): Promise<readonly IViolation[]> {
  const { enhancedResolveOptions, ...options } = config.options ?? {};
  const { output } = await cruise(
    [...folders],
    { ...options, baseDir, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } },
    enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations;
}

/** How many imports of each file break the rule, as the first line of a planted file says: `// planted: N`. */
function planted(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file));
  const counts = files.map((file) => [
    file.replaceAll('\\', '/'),
    Number(/^\/\/ planted: (\d+)\n/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? 0),
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>;
}

/** `rule file` → number of imports that break it. */
function counted(found: readonly IViolation[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule, from } of found) counts[`${rule.name} ${from}`] = (counts[`${rule.name} ${from}`] ?? 0) + 1;
  return counts;
}

// The whole tree takes seconds, and many of them beside other work.
describe('who may import whom', { timeout: 60_000 }, () => {
  it('holds in the whole tree', async () => {
    const found = await violations(ROOT, ['main', 'preload', 'renderer', 'build', 'test']);
    expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('has only rules with a planted violation', () => {
    expect(readdirSync(FIXTURES).sort()).toEqual([...RULES].sort());
  });

  it.each(RULES)('%s reports its planted violations and nothing else', async (rule) => {
    const folder = join(FIXTURES, rule);
    expect(existsSync(folder)).toBe(true);
    const expected = Object.entries(planted(folder)).map(([file, count]) => [`${rule} ${file}`, count]);
    expect(expected).not.toEqual([]);
    expect(counted(await violations(folder, ['.']))).toEqual(Object.fromEntries(expected));
  });
});
