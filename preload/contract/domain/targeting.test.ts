import { describe, expect, it } from 'vitest';
import { blastRadius, expandTargets, templateText } from './targeting.js';
import type { ParameterValues } from './parameters.js';
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

describe('expandTargets of other kinds', () => {
  type Change = Partial<Pick<Template, 'routing' | 'targeting'>>;
  const expand = (change: Change, parameters: ParameterValues = {}, issuer = '500000') =>
    expandTargets({ ...template, ...change }, parameters, tiers, issuer);
  const brief = (result: ReturnType<typeof expand>) =>
    result.ok ? result.value.map(({ tier: at, party, role, via }) => [party ?? at, role, via]) : result.error.code;
  const list = { kind: 'tiers', parameter: 'tiers' } as const;
  const peers = { kind: 'peers', parameter: 'peers' } as const;

  it('all: the whole subtree, each under the tier above it in a chain', () => {
    expect(brief(expand({ targeting: { kind: 'all' } }))).toHaveLength(6);
    expect(brief(expand({ targeting: { kind: 'all' }, routing: 'chain' }, {}, '500103'))).toEqual([
      ['500103', 'lead', null],
      ['500103001', 'assist', '500103'],
      ['500103002', 'assist', '500103'],
    ]);
  });

  it('tiers: what was picked, across levels; a chain goes by the nearest one above in the list', () => {
    const picked = { tiers: ['500104001', '500103', '500103002'] };
    expect(brief(expand({ targeting: list }, picked))).toEqual([
      ['500104001', 'lead', null],
      ['500103', 'assist', null],
      ['500103002', 'assist', null],
    ]);
    expect(brief(expand({ targeting: list, routing: 'chain' }, picked))).toEqual([
      ['500104001', 'lead', null],
      ['500103', 'assist', null],
      ['500103002', 'assist', '500103'],
    ]);
    expect(brief(expand({ targeting: list }, {}))).toBe('parameter-missing');
    expect(brief(expand({ targeting: list }, { tiers: ['500000'] }))).toBe('outside-subtree');
    expect(brief(expand({ targeting: list }, { tiers: ['500104'] }, '500103'))).toBe('outside-subtree');
    expect(brief(expand({ targeting: { ...list, levels: ['district'] } }, { tiers: ['500103001'] }))).toBe('tier-unknown');
  });

  it('peers: the same level under the same parent, not oneself', () => {
    expect(brief(expand({ targeting: peers }, { peers: ['500104'] }, '500103'))).toEqual([['500104', 'lead', null]]);
    for (const code of ['500103', '500103001', '500000', '500104001']) {
      expect(brief(expand({ targeting: peers }, { peers: [code] }, '500103'))).toBe('not-a-peer');
    }
    expect(brief(expand({ targeting: peers }, { peers: ['500104001'] }, '500103001'))).toBe('not-a-peer');
    expect(brief(expand({ targeting: peers }, { peers: ['500103002'] }, '500103001'))).toEqual([['500103002', 'lead', null]]);
  });

  it('departments: of the own tier or of a district, one leads', () => {
    const departments = { kind: 'departments', lead: 'urban', assist: ['police'] } as const;
    expect(brief(expand({ targeting: { ...departments, assist: ['police'] } }))).toEqual([
      ['500000-urban', 'lead', null],
      ['500000-police', 'assist', null],
    ]);
    const ofDistrict = { targeting: { kind: 'departments' as const, parameter: 'district', lead: 'urban' } };
    expect(brief(expand(ofDistrict, { district: '500103' }))).toEqual([['500103-urban', 'lead', null]]);
    expect(brief(expand(ofDistrict, { district: '500103' }, '500104'))).toBe('outside-subtree');
  });

  it('adds the parties of a rule, which lead and assist; the centre forwards to them', () => {
    const parties = { level: 'district' as const, lead: 'emergency', assist: ['water'] };
    const targeting = { kind: 'district-and-towns' as const, parameter: 'district', parties };
    expect(brief(expand({ targeting, routing: 'chain' }, { district: '500104' }))).toEqual([
      ['500104', 'assist', null],
      ['500104-emergency', 'lead', '500104'],
      ['500104-water', 'assist', '500104'],
      ['500104001', 'assist', '500104'],
    ]);
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

  it('names lists of tiers, numbers and switches', () => {
    const more = {
      text: '{tiers}、{count}、{night}、{plain}',
      parameters: {
        ...template.parameters,
        properties: {
          tiers: { type: 'array' as const, title: 't', items: { type: 'string' as const, format: 'tier' as const } },
          plain: { type: 'string' as const, title: 'p' },
        },
      },
    };
    const values = { tiers: ['500103', '500104'], count: 3.5, night: true, plain: '500103' };
    expect(templateText(more, values, tiers)).toBe('渝中区、大渡口区、3.5、是、500103');
  });

  it('does not fill places that a value brought in', () => {
    const named = [tier('500105', '500000', 'district', '{district}$&')];
    expect(templateText(template, { district: '500105' }, named)).toBe('命令{district}$&及所辖镇街，{other}、{district}$&。');
  });
});
