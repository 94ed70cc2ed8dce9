import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../preload/contract/index.js';
import { capFixture, capMessage, geocode } from '../../../test/builders/cap.js';
import { toldBy } from './incident.js';
import { expiryOf } from './message.js';
import { parseMessage } from './parse.js';

const parse = (xml: string) => parseMessage({ type: 'application/xml', charset: undefined, content: Buffer.from(xml) });
const fault = (xml: string): (string | undefined)[] => {
  const parsed = parse(xml);
  return parsed.ok ? [] : [parsed.error.code, parsed.error.path];
};
const storm = capFixture('storm');

describe('parseMessage', () => {
  it('reads a whole message', () => {
    expect(parse(storm)).toMatchObject({
      value: {
        message: {
          identifier: 'TEST-STORM-1',
          sender: 'weather@example.org',
          sent: Date.UTC(2026, 6, 1),
          msgType: 'Alert',
          signed: true,
          infos: [
            { language: 'en-US', severity: 'Severe', headline: 'Rainstorm & hail', areas: [{ geocodes: ['500104'] }] },
            { language: 'zh-CN', event: '暴雨', senderName: '市气象台', areas: [{ polygons: [{ length: 5 }] }] },
          ],
        },
      },
    });
  });

  it.each([
    ['none', capMessage(), null],
    ['one', capMessage({ expires: '2026-07-01T08:00:00+08:00' }), Date.UTC(2026, 6, 1)],
    [
      'the latest',
      storm.replaceAll('</certainty>', '</certainty><expires>2026-07-02T00:00:00-00:00</expires>'),
      Date.UTC(2026, 6, 2),
    ],
    ['not all', storm.replace('</certainty>', '</certainty><expires>2026-07-02T00:00:00-00:00</expires>'), null],
  ])('knows when a message is over: %s', (_what, xml, expires) => {
    const parsed = parse(xml);
    expect(parsed.ok && expiryOf(parsed.value.message.infos)).toBe(expires);
  });

  it.each<[string, string, string, ProblemCode, string | undefined]>([
    ['1.1', 'cap:1.2', 'cap:1.1', 'cap-version', '/alert'],
    ['another namespace', 'urn:oasis:names:tc:emergency:cap:1.2', 'urn:x', 'schema', '/alert'],
    ['no namespace', ' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', '', 'schema', '/alert'],
    ['no sender', '<sender>weather@example.org</sender>', '', 'schema', '/alert/sender'],
    ['an empty identifier', 'TEST-STORM-1', ' ', 'schema', '/alert/identifier'],
    ['a comma in the identifier', 'TEST-STORM-1', 'A,B', 'schema', '/alert/identifier'],
    ['a second status', '<status>Actual</status>', '<status>Actual</status><status>Test</status>', 'schema', '/alert/status'],
    ['an unknown status', '>Actual<', '>actual<', 'schema', '/alert/status'],
    ['an unknown msgType', '>Alert<', '>Notice<', 'schema', '/alert/msgType'],
    ['Z for UTC', '08:00:00+08:00', '08:00:00Z', 'schema', '/alert/sent'],
    ['a year before all', '2026-07-01T', '0000-01-01T', 'schema', '/alert/sent'],
    ['a year after all', '2026-07-01T', '9999-12-31T', 'schema', '/alert/sent'],
    ['no such day', '2026-07-01T', '2026-06-31T', 'schema', '/alert/sent'],
    ['an unknown severity', '>Severe<', '>Terrible<', 'schema', '/alert/info/0/severity'],
    ['no certainty', '<certainty>Observed</certainty>', '', 'schema', '/alert/info/1/certainty'],
    ['an unknown category', '>Met<', '>Weather<', 'schema', '/alert/info/0/category/0'],
    ['an unknown responseType', '>Prepare<', '>Panic<', 'schema', '/alert/info/1/responseType/0'],
    ['an unknown element', '<scope>', '<colour>red</colour><scope>', 'schema', '/alert/colour'],
    ['text between elements', '<scope>', 'oops<scope>', 'schema', '/alert'],
    ['elements in a text', '>Rainstorm<', '><b xmlns="urn:x">x</b><', 'schema', '/alert/info/0/event/0'],
    ['a resource without a type', '<mimeType>image/png</mimeType>', '', 'schema', '/alert/info/1/resource/0/mimeType'],
    ['a parameter without a value', '<value>50</value>', '', 'schema', '/alert/info/1/parameter/0/value'],
    ['an open polygon', ' 29.50,106.40 29.40,106.40', ' 29.50,106.40', 'schema', '/alert/info/1/area/0/polygon/0'],
    ['longitude first', '29.40,106.55', '106.55,29.40', 'schema', '/alert/info/1/area/0/polygon/0'],
    ['Restricted without a restriction', '>Public<', '>Restricted<', 'schema', '/alert/restriction'],
    ['an undeclared entity', '&amp;', '&nbsp;', 'syntax', undefined],
  ])('refuses %s', (_what, from, to, code, path) => {
    expect(storm).toContain(from);
    expect(fault(storm.replace(from, to))).toEqual([code, path]);
  });

  it('refuses document types before anything else', () => {
    expect([fault(capFixture('xxe')), fault(capFixture('bomb'))]).toEqual([
      ['cap-doctype', undefined],
      ['cap-doctype', undefined],
    ]);
  });

  it('bounds the points of areas', () => {
    const ring = `<polygon>${'29.4,106.4 29.4,106.5 '.repeat(2500)}29.5,106.5 29.4,106.4</polygon>`;
    expect(fault(capMessage({ area: ring }))).toEqual(['cap-limits', undefined]);
  });

  it.each(['29.4,106.4 -1', '29.4,106.4', '29.4 106.4 5', '29.4,106.4 5 6', '29.4,106.4 30000'])(
    'refuses the circle %s',
    (circle) => {
      expect(fault(capMessage({ area: `<circle>${circle}</circle>` }))).toEqual(['schema', '/alert/info/0/area/0/circle/0']);
    },
  );

  it.each(['a,b', 'a,b,2026-07-01T08:00:00Z', 'a,b,2026-07-01T08:00:00+08:00,c'])('refuses the reference %s', (references) => {
    expect(fault(capMessage({ msgType: 'Cancel', references: [references], bare: true }))).toEqual([
      'schema',
      '/alert/references',
    ]);
  });

  it('refuses more areas than an incident can carry', () => {
    const ring = '<polygon>29,106 29,107 30,107 29,106</polygon>';
    expect(fault(capMessage({ area: ring.repeat(500) }))).toEqual([]);
    expect(fault(capMessage({ area: ring.repeat(501) }))).toEqual(['cap-limits', undefined]);
  });

  it('never throws, and what it takes can be told', () => {
    const message = Buffer.from(storm);
    const change = fc.record({ at: fc.nat(message.length - 1), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const content = changes.reduce(
          (bytes, { at, remove, insert }) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
          message,
        );
        const parsed = parseMessage({ type: 'application/xml', charset: undefined, content });
        if (parsed.ok && parsed.value.message.infos.length > 0) {
          toldBy(parsed.value.message, { tier: '500000', tiers: [], located: 'nowhere' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('cuts a long title between letters', () => {
    const parsed = parse(capMessage({ headline: `${'汛'.repeat(299)}😀` }));
    if (!parsed.ok) throw new Error(parsed.error.code);
    expect(toldBy(parsed.value.message, { tier: '500000', tiers: [], located: 'nowhere' }).title).toBe('汛'.repeat(299));
  });

  it.each(['Alert', 'Update', 'Cancel', 'Ack', 'Error'])('takes %s without info and references', (msgType) => {
    expect(parse(capMessage({ msgType, bare: true }))).toMatchObject({ value: { message: { infos: [], references: [] } } });
  });

  it('takes empty polygons and circles for none', () => {
    const areas = [{ polygons: [{ length: 4 }], circles: [] }];
    const area = '<polygon/><polygon>29,106 29,107 30,107 29,106</polygon><circle> </circle>';
    expect(parse(capMessage({ area }))).toMatchObject({ value: { message: { infos: [{ areas }] } } });
  });

  it('takes elements in another order', () => {
    expect(
      parse(
        capMessage({ area: geocode('500104') }).replace(
          '<category>Met</category><event>暴雨</event>',
          '<event>暴雨</event><category>Met</category>',
        ),
      ).ok,
    ).toBe(true);
  });
});
