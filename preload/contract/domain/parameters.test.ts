import { describe, expect, it } from 'vitest';
import type { Parameter, Parameters, ParameterValue } from './parameters.js';
import { checkParameters, parametersSchema } from './parameters.js';
import type { Tier } from './tier.js';

const tier = (code: string, level: Tier['level']): Tier => ({
  code,
  parent: null,
  level,
  name: code,
  centroid: [106, 29],
  quality: 'official',
  validFrom: '2023-06-30',
});
const tiers = [tier('500000', 'city'), tier('500103', 'district'), tier('500103001', 'town')];
const of = (parameter: Parameter, required: string[] = []): Parameters => ({
  type: 'object',
  properties: { p: parameter },
  required,
  additionalProperties: false,
});
const code = (parameter: Parameter, value: ParameterValue) => checkParameters(of(parameter), { p: value }, tiers)?.code ?? null;
const title = '参数';

describe('checkParameters', () => {
  it.each<[Parameter, ParameterValue, string | null]>([
    [{ type: 'string', title }, '任意', null],
    [{ type: 'string', title }, 5, 'parameter-invalid'],
    [{ type: 'string', title, maxLength: 2 }, '汛情', null],
    [{ type: 'string', title, maxLength: 2 }, '𠮷𠮷', null],
    [{ type: 'string', title, maxLength: 2 }, '汛情巡', 'parameter-invalid'],
    [{ type: 'string', title, enum: ['a', 'b'] }, 'b', null],
    [{ type: 'string', title, enum: ['a', 'b'] }, 'c', 'parameter-invalid'],
    [{ type: 'string', title, format: 'tier:district' }, '500103', null],
    [{ type: 'string', title, format: 'tier:district' }, '500103001', 'tier-unknown'],
    [{ type: 'string', title, format: 'tier' }, '500103001', null],
    [{ type: 'string', title, format: 'tier' }, '500104', 'tier-unknown'],
    [{ type: 'string', title, format: 'tier' }, '渝中区', 'parameter-invalid'],
    [{ type: 'integer', title, minimum: 1, maximum: 3 }, 3, null],
    [{ type: 'integer', title, minimum: 1, maximum: 3 }, 4, 'parameter-invalid'],
    [{ type: 'integer', title }, 1.5, 'parameter-invalid'],
    [{ type: 'integer', title }, '1', 'parameter-invalid'],
    [{ type: 'number', title, minimum: 0 }, 1.5, null],
    [{ type: 'number', title, minimum: 0 }, -0.1, 'parameter-invalid'],
    [{ type: 'boolean', title }, false, null],
    [{ type: 'boolean', title }, 'false', 'parameter-invalid'],
    [{ type: 'array', title, items: { type: 'string', format: 'tier' } }, ['500103', '500103001'], null],
    [{ type: 'array', title, items: { type: 'string', format: 'tier' } }, ['500103', '500103'], 'parameter-invalid'],
    [{ type: 'array', title, items: { type: 'string', format: 'tier:district' } }, ['500103001'], 'tier-unknown'],
    [{ type: 'array', title, items: { type: 'string', format: 'tier' }, minItems: 1 }, [], 'parameter-invalid'],
    [{ type: 'array', title, items: { type: 'string', format: 'tier' }, maxItems: 1 }, ['500103', '500000'], 'parameter-invalid'],
    [{ type: 'array', title, items: { type: 'string', format: 'tier' } }, '500103', 'parameter-invalid'],
  ])('%j with %j: %s', (parameter, value, expected) => {
    expect(parametersSchema.safeParse(of(parameter)).success).toBe(true);
    expect(code(parameter, value)).toBe(expected);
  });

  it('names what is unknown or missing', () => {
    const one = of({ type: 'string', title }, ['p']);
    expect(checkParameters(one, { p: 'x', q: 'y' }, tiers)).toEqual({ code: 'parameter-unknown', parameter: 'q' });
    expect(checkParameters(one, {}, tiers)).toEqual({ code: 'parameter-missing', parameter: 'p' });
    expect(checkParameters(one, { p: '' }, tiers)).toEqual({ code: 'parameter-missing', parameter: 'p' });
    expect(checkParameters(of({ type: 'string', title }), {}, tiers)).toBeNull();
  });

  it('does not take an inherited member for a value', () => {
    const inherited: Parameters = {
      ...of({ type: 'string', title }),
      properties: { constructor: { type: 'string' as const, title } },
      required: ['constructor'],
    };
    expect(checkParameters(inherited, {}, tiers)).toEqual({ code: 'parameter-missing', parameter: 'constructor' });
  });
});
