import { describe, expect, it } from 'vitest';
import { loadResources } from './resources.js';

const { templates, matters, facts } = loadResources('resources');
const indicators = new Set(facts.indicators.map(({ id }) => id));
const known = new Set(templates.map(({ id }) => id));

describe('what ships names what ships', () => {
  it.each(templates.map((template) => [template.id, template] as const))('template %s', (_id, { proof, precondition }) => {
    const named = [proof, precondition].flatMap((condition) => condition?.indicator ?? []);
    expect(named.filter((id) => !indicators.has(id))).toEqual([]);
  });

  it.each(matters.map((matter) => [matter.id, matter] as const))('matter %s', (_id, matter) => {
    expect(matter.indicators.filter((id) => !indicators.has(id))).toEqual([]);
    expect(matter.templates.filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(facts.indicators.map((indicator) => [indicator.id, indicator] as const))('indicator %s', (_id, indicator) => {
    expect(indicator.templates.filter((id) => !known.has(id))).toEqual([]);
  });
});
