import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  COMMAND_LEVELS,
  COMMAND_STATES,
  linkStateSchema,
  modeSchema,
  OUTBOX_STATES,
  STEPS,
  TIER_LEVELS,
} from '../../preload/contract/index.js';
import en from '../../resources/locales/en.json';
import zhCN from '../../resources/locales/zh-CN.json';
import { directiveLook, modeLook, severityLook } from './look.js';

type Words = { readonly [key: string]: string | Words };

function keysOf(words: Words, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

const keys = new Set(keysOf(zhCN));
const places = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string).sort();
const wordAt = (words: Words, key: string): string =>
  key.split('.').reduce<string | Words>((at, part) => (at as Words)[part] as string | Words, words) as string;

const renderer = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(renderer, file), 'utf8') }));

/** Literals that look like keys of a part of the locale files, wherever they stand: in `t(…)` or in a table. */
const usedKeys = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z0-9-]+)+)'/g)]
    .map(([, key]) => key as string)
    .filter((key) => (key.split('.')[0] as string) in zhCN)
    .map((key) => ({ file, key })),
);
/** `t(`a.b.${x}`)`: at least the part must exist. */
const usedParts = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/t\(\s*`([A-Za-z.-]+)\.\$\{/g)].map(([, part]) => ({ file, part: part as string })),
);

describe('locales', () => {
  it('have the same keys, and the same places in each', () => {
    expect(keysOf(en).sort()).toEqual([...keys].sort());
    for (const key of keys) expect([key, places(wordAt(en, key))]).toEqual([key, places(wordAt(zhCN, key))]);
  });

  it('have every key that the renderer names', () => {
    expect(usedKeys.length).toBeGreaterThan(100);
    expect(usedKeys.filter(({ key }) => !keys.has(key))).toEqual([]);
    expect(usedParts.filter(({ part }) => ![...keys].some((key) => key.startsWith(`${part}.`)))).toEqual([]);
  });

  it('have a word for each value of the contract that is shown by name', () => {
    const shown = [
      ...COMMAND_LEVELS.map((level) => `level.${level}`),
      ...COMMAND_STATES.map((state) => `command.${state}`),
      ...OUTBOX_STATES.map((state) => `outbox.${state}`),
      ...STEPS.map((step) => `step.${step}`),
      ...TIER_LEVELS.flatMap((level) => [`tier.${level}`, `tier.role.${level}`, `preview.unit.${level}`]),
      ...linkStateSchema.options.map((state) => `strip.linkState.${state}`),
      ...modeSchema.options.map((mode) => `mode.${mode}`),
      ...[...Object.values(directiveLook), ...Object.values(severityLook), ...Object.values(modeLook)].map(
        (look) => look.wordKey,
      ),
    ];
    expect(shown.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('have no word that nobody says', () => {
    // `errors` is named by the codes of the contract, the hub and the backend, `notice` by those of the hub.
    const parts = ['errors.', 'notice.', ...usedParts.map(({ part }) => `${part}.`)];
    const named = new Set(usedKeys.map(({ key }) => key));
    const quiet = [...keys].filter((key) => !named.has(key) && !parts.some((part) => key.startsWith(part)));
    expect(quiet).toEqual([]);
  });
});
