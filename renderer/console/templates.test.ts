import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Template } from '../../preload/contract/index.js';
import { fillable } from './templates.js';

const templatesOf = (pack: string): Template[] =>
  (
    JSON.parse(readFileSync(join(import.meta.dirname, `../../resources/packs/${pack}/pack.json`), 'utf8')) as {
      templates: Template[];
    }
  ).templates;

it('offers what it has fields for, also what another person has to approve', () => {
  const shipped = [...templatesOf('flood-control'), ...templatesOf('routine-duty')];
  expect(fillable(shipped).map(({ id }) => id)).toEqual(['flood-patrol', 'river-road-closure', 'low-lying-check', 'duty-check']);
});
