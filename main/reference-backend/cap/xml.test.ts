import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DEPTH_MAX, ELEMENTS_MAX } from './scan.js';
import { DECLARATIONS_MAX, readXml } from './xml.js';

const textOf = (xml: string): unknown => {
  const root = readXml(xml);
  return root.ok ? root.value.text : root.error;
};

describe('readXml', () => {
  it.each([
    ['<a>x &lt;&#x41;&#66;&amp;amp; y</a>', 'x <AB&amp; y'],
    ['<a><![CDATA[<!DOCTYPE x> &amp;]]>]]<!-- c --> z</a>', '<!DOCTYPE x> &amp;]] z'],
    ['<?xml version="1.0"?><!-- <!DOCTYPE x> --><a>\r\n</a> ', '\n'],
    ['<a b="x > y">z</a>', 'z'],
  ])('reads %s', (xml, text) => {
    expect(textOf(xml)).toBe(text);
  });

  it('resolves names', () => {
    const xml = '<p:a xmlns:p="one" xmlns="two"><b/><c xmlns=""/><p:d xmlns:p="three"/></p:a>';
    expect(readXml(xml)).toMatchObject({
      value: {
        namespace: 'one',
        name: 'a',
        children: [
          { namespace: 'two', name: 'b' },
          { namespace: null, name: 'c' },
          { namespace: 'three', name: 'd' },
        ],
      },
    });
  });

  it.each([
    '',
    'x',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>x',
    '<a>&unknown;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a b="<"/>',
    '<a>]]></a>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<p:a/>',
    '<a:b:c/>',
    '<a><!-- -- --></a>',
    '<a><!ENTITY x "y"></a>',
    '<a>\u0001</a>',
    '<a>\uFFFF</a>',
    ' <?xml version="1.0"?><a/>',
    '<?xml version="1.1"?><a/>',
    '<constructor/>',
    '<a __proto__="x"/>',
    '<a',
    '<![CDATA[x]]>',
    '<a b="&x;"/>',
    `<a ${'x'.repeat(5000)}/>`,
  ])('refuses %j', (xml) => {
    expect(textOf(xml)).toBe('syntax');
  });

  it.each([
    '<!DOCTYPE a><a/>',
    '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<!doctype a><a/>',
    '<a><!DOCTYPE b></a>',
  ])('sees the document type in %s', (xml) => {
    expect(textOf(xml)).toBe('doctype');
  });

  it('bounds depth and number', () => {
    const deep = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect([textOf(deep(DEPTH_MAX)), textOf(deep(DEPTH_MAX + 1)), textOf(deep(100_000))]).toEqual(['', 'limits', 'limits']);
    expect(textOf(`<a>${'<b/>'.repeat(ELEMENTS_MAX)}</a>`)).toBe('limits');
  });

  it('bounds the namespaces that a document declares, wherever it does so', () => {
    const declaring = (count: number): string => Array.from({ length: count }, (_, at) => `xmlns:p${at}="u"`).join(' ');
    const half = DECLARATIONS_MAX / 2;
    expect(textOf(`<a ${declaring(half)}><b ${declaring(half)} c="d"/></a>`)).toBe('');
    expect(textOf(`<a ${declaring(half)}><b ${declaring(half)}/><c xmlns="u"/></a>`)).toBe('limits');
    const many = `<a ${declaring(DECLARATIONS_MAX)}>${'<b c="d"/>'.repeat(ELEMENTS_MAX - 1)}</a>`;
    const copied = vi.spyOn(Map.prototype, 'set');
    expect(textOf(many)).toBe('');
    const calls = copied.mock.calls.length;
    copied.mockRestore();
    expect(calls).toBeLessThan(5 * ELEMENTS_MAX);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<a/>',
      '<',
      '>',
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '"',
      "'",
      '=',
      ' ',
      'x:y',
      '<!DOCTYPE',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (xml) => {
          expect(typeof readXml(xml).ok).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});
