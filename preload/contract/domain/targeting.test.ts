import { describe, expect, it } from 'vitest';
import { blastRadius, expandTargets, templateText } from './targeting.js';
import type { Template } from './template.js';
import type { Tier } from './tier.js';

const tier = (code: string, parent: string | null, level: Tier['level'], name = code): Tier => ({
  code,
  parent,
  level,
  name,
  centroid: [106, 29],
  quality: 'official',
  validFrom: '2023-06-30',
});
const tiers = [
  tier('500000', null, 'city'),
  tier('500103', '500000', 'district', '渝中区'),
  tier('500104', '500000', 'district', '大渡口区'),
  tier('500103001', '500103', 'town'),
  tier('500103002', '500103', 'town'),
  tier('500104001', '500104', 'town'),
];
const template: Pick<Template, 'routing' | 'targeting' | 'text' | 'parameters'> = {
  routing: 'direct',
  targeting: { kind: 'district-and-towns', parameter: 'district' },
  text: '命令{district}及所辖镇街，{other}、{district}。',
  parameters: {
    type: 'object',
    properties: { district: { type: 'string', title: '区县', format: 'tier:district' } },
    required: ['district'],
    additionalProperties: false,
  },
};
const code = (result: ReturnType<typeof expandTargets>): string => (result.ok ? 'ok' : result.error.code);

describe('expandTargets', () => {
  it('addresses the district, which leads, and its towns', () => {
    expect(expandTargets(template, { district: '500103' }, tiers, '500000')).toEqual({
      ok: true,
      value: [
        { tier: '500103', role: 'lead', via: null },
        { tier: '500103001', role: 'assist', via: null },
        { tier: '500103002', role: 'assist', via: null },
      ],
    });
  });

  it('names the forwarder in a chain', () => {
    const chained = expandTargets({ ...template, routing: 'chain' }, { district: '500104' }, tiers, '500000');
    expect(chained.ok && chained.value.map(({ via }) => via)).toEqual([null, '500104']);
  });

  it.each([
    ['no value', {}, '500000', 'parameter-missing'],
    ['an empty one', { district: '' }, '500000', 'parameter-missing'],
    ['no such tier', { district: '500199' }, '500000', 'tier-unknown'],
    ['not a district', { district: '500103001' }, '500000', 'tier-unknown'],
    ['not below the issuer', { district: '500104' }, '500103', 'outside-subtree'],
    ['its own district', { district: '500103' }, '500103', 'ok'],
  ])('%s', (_name, parameters: Record<string, string>, issuer, expected) => {
    expect(code(expandTargets(template, parameters, tiers, issuer))).toBe(expected);
  });
});

describe('blastRadius', () => {
  it('counts per level', () => {
    const targets = expandTargets(template, { district: '500103' }, tiers, '500000');
    expect(blastRadius(targets.ok ? targets.value : [], tiers)).toEqual({ levels: { district: 1, town: 2 }, total: 3 });
  });
});

describe('templateText', () => {
  it('puts the name of the tier in every place, and leaves what it does not know', () => {
    expect(templateText(template, { district: '500103' }, tiers)).toBe('命令渝中区及所辖镇街，{other}、渝中区。');
    expect(templateText(template, { district: '500199' }, tiers)).toBe('命令500199及所辖镇街，{other}、500199。');
  });

  it('does not fill places that a value brought in', () => {
    const named = [tier('500105', '500000', 'district', '{district}$&')];
    expect(templateText(template, { district: '500105' }, named)).toBe('命令{district}$&及所辖镇街，{other}、{district}$&。');
  });
});
