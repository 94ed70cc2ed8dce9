import { describe, expect, it } from 'vitest';
import { parseStreamQuery } from './query.js';

const parse = (text: string) => parseStreamQuery(new URLSearchParams(text));

describe('parseStreamQuery', () => {
  it('reads since and topics', () => {
    expect(parse('')).toEqual({ ok: true, value: { topics: null } });
    expect(parse('since=abc:12&topics=receipts,commands')).toEqual({
      ok: true,
      value: { since: { epoch: 'abc', sequence: 12 }, topics: new Set(['receipts', 'commands']) },
    });
  });

  it.each(['token=x', 'since=abc', 'since=:1', 'since=abc:-1', 'topics=', 'topics=commands,', 'topics=x', 'since=a:1&since=b:2'])(
    'refuses %s',
    (text) => {
      expect(parse(text)).toMatchObject({ ok: false, error: { code: 'schema' } });
    },
  );
});
