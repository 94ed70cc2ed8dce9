import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandLevel } from './template.js';
import { templateSchema } from './template.js';

const pack = JSON.parse(readFileSync(join(import.meta.dirname, '../../../resources/packs/flood-control/pack.json'), 'utf8')) as {
  templates: Record<string, unknown>[];
};
const template = { ...pack.templates[0], hash: 'a'.repeat(64) };
const fits = (change: Record<string, unknown>): boolean => templateSchema.safeParse({ ...template, ...change }).success;

describe('templateSchema', () => {
  it('takes the flood patrol as it ships', () => {
    expect(templateSchema.parse(template)).toMatchObject({
      id: 'flood-patrol',
      version: 1,
      title: '汛情巡查',
      level: 'important',
      approvals: 0,
      routing: 'direct',
      evidence: 'optional',
      limits: { deliverMs: 60_000, acceptMs: 300_000, reportMs: 900_000, finishMs: 3_600_000 },
      expiryMs: 1_800_000,
    });
  });

  it.each<[CommandLevel, 0 | 1, boolean]>([
    ['routine', 0, true],
    ['important', 0, true],
    ['urgent', 0, false],
    ['critical', 0, false],
    ['routine', 1, true],
    ['important', 1, true],
    ['urgent', 1, true],
    ['critical', 1, true],
  ])('%s with %i approvals: %s', (level, approvals, expected) => {
    expect(fits({ level, approvals })).toBe(expected);
  });

  it.each([
    ['unknown member', { more: 1 }],
    ['two approvals', { approvals: 2 }],
    ['id with capitals', { id: 'Flood' }],
    ['negative limit', { limits: { deliverMs: -1, acceptMs: 1, reportMs: 1, finishMs: 1 } }],
    ['life of more than 31 days', { expiryMs: 31 * 86_400_000 + 1 }],
    ['upper-case hash', { hash: 'A'.repeat(64) }],
    ['open parameters', { parameters: { type: 'object', properties: {}, required: [], additionalProperties: true } }],
  ])('refuses: %s', (_name, change) => {
    expect(fits(change)).toBe(false);
  });
});
