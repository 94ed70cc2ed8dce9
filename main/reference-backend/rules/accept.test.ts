import { describe, expect, it } from 'vitest';
import { negotiate } from './accept.js';

const OFFERED = ['application/json', 'application/vnd.apache.arrow.stream'] as const;
const [JSON_TYPE, ARROW] = OFFERED;

describe('negotiate', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['Application/JSON', JSON_TYPE],
    [ARROW, ARROW],
    [`${ARROW}, */*;q=0.1`, ARROW],
    [`application/json;q=0.5, ${ARROW}`, ARROW],
    [`application/json, ${ARROW};q=0.5`, JSON_TYPE],
    ['application/json;q=0, */*', ARROW],
    ['application/json; charset=utf-8', JSON_TYPE],
    ['text/html', null],
    ['text/html, application/json;q=0', null],
    ['nonsense', null],
  ])('%s', (accept, expected) => {
    expect(negotiate(accept, OFFERED)).toBe(expected);
  });
});
