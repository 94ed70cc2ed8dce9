import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { Operation } from '../../preload/contract/backend-api.js';
import { operations } from '../../preload/contract/backend-api.js';
import type { JsonSchema } from './components.js';
import { apiFiles, FOLDER } from './files.js';
import { openApi } from './openapi.js';

const files = apiFiles();
const all: readonly Operation[] = operations;

/** Rules of the linter that do not fit, each with its reason. */
const RULES = {
  // A stream's success is 101, and the linter knows 2xx only.
  'operation-2xx-response': 'off',
} as const;

async function lint(source: string, name: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: RULES });
  const absoluteRef = join(process.cwd(), FOLDER, name);
  const found = await lintFromString({ source, absoluteRef, config });
  return found.map(
    ({ severity, ruleId, message, location }) => `${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  );
}

describe('the published files of the API', () => {
  it.each(Object.keys(files))('%s is what the table of calls says; else run "npm run api" and commit it', (name) => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(files[name]);
  });

  it.each(Object.keys(files))('%s passes the linter without errors and warnings', async (name) => {
    expect(await lint(files[name] ?? '', name)).toEqual([]);
  });

  it('asyncapi.yaml fits the JSON Schema of AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    // The description of drafts that AsyncAPI's own schema refers to comes with the checker already.
    const schema = JSON.parse(readFileSync('node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json', 'utf8')) as object;
    const check = ajv.compile(schema);
    expect(check(parse(files['asyncapi.yaml'] ?? '')), JSON.stringify(check.errors?.slice(0, 5))).toBe(true);
    expect(check({ ...(parse(files['asyncapi.yaml'] ?? '') as object), channels: 1 })).toBe(false);
  });

  it('would not pass it with a fault', async () => {
    const source = (files['openapi.yaml'] ?? '').replace('operationId: logIn', 'operationId: getHealth');
    expect(await lint(source, 'openapi.yaml')).not.toEqual([]);
  });

  it('follow a change in the table of calls', () => {
    const [first, ...rest] = all;
    if (first === undefined) throw new Error('no calls');
    const before = JSON.stringify(openApi(all, '1.0.0'));
    expect(JSON.stringify(openApi([{ ...first, problems: ['too-many-attempts'] }, ...rest], '1.0.0'))).not.toBe(before);
    expect(JSON.stringify(openApi(all, '1.0.0'))).toBe(before);
  });
});

type Media = { readonly schema: JsonSchema; readonly example?: unknown; readonly examples?: Record<string, { value: unknown }> };
type Body = { readonly content?: Record<string, Media | undefined> };
type Item = { readonly requestBody?: Body; readonly responses: Record<string, Body> };
type Document = { readonly paths: Record<string, Record<string, Item | undefined> | undefined>; readonly components: JsonSchema };

const document = openApi(all, '1.0.0') as unknown as Document;

describe('examples', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: document.components });
  const fits = (schema: JsonSchema, value: unknown): string[] => {
    const located = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as JsonSchema;
    const check = ajv.compile(located);
    return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const fitsBoth = (media: Media | undefined, schema: z.ZodType): string[] => {
    const parsed = schema.safeParse(media?.example);
    const refused = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('/')} ${message}`);
    return [...fits(media?.schema ?? {}, media?.example), ...refused];
  };

  it.each(all.map((of) => [of.id, of] as const))('of %s fit what is described and what is checked', (_id, of) => {
    const item = document.paths[of.path]?.[of.method.toLowerCase()];
    const json = (body: Body | undefined, type = 'application/json'): Media | undefined => body?.content?.[type];
    if (of.body?.json !== undefined) expect(fitsBoth(json(item?.requestBody), of.body.json)).toEqual([]);
    for (const [status, answer] of Object.entries(of.answers)) {
      if (answer.json !== undefined) {
        expect(fitsBoth(json(item?.responses[status], answer.jsonType), answer.json), status).toEqual([]);
      }
    }
  });

  it('of problems fit', () => {
    const { responses } = document.components as { responses: Record<string, Body> };
    for (const body of Object.values(responses)) {
      const media = body.content?.['application/problem+json'];
      for (const { value } of Object.values(media?.examples ?? {})) expect(fits(media?.schema ?? {}, value)).toEqual([]);
    }
  });
});
