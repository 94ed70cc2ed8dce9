import { describe, expect, it } from 'vitest';
import { utf16 } from '../../../test/builders/cap.js';
import { decodeMessage } from './decode.js';

const declared = (encoding: string, text = '重庆'): string => `<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`;
/** 重庆 in GB18030, whose first two bytes of each letter are those of GB2312. */
const CHONGQING = Buffer.from([0xd6, 0xd8, 0xc7, 0xec]);
const gb18030 = (encoding: string): Buffer => {
  const [before = '', after = ''] = declared(encoding, '|').split('|');
  return Buffer.concat([Buffer.from(before), CHONGQING, Buffer.from(after)]);
};
const utf8 = Buffer.from('<a>重庆</a>');
const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8]);

describe('decodeMessage', () => {
  it.each([
    ['UTF-8 that says nothing', utf8, undefined, 'utf-8'],
    ['UTF-8 with a mark', marked, undefined, 'utf-8'],
    ['UTF-8 that says so everywhere', Buffer.from(declared('UTF-8')), 'utf-8', 'utf-8'],
    ['UTF-16 LE with a mark', utf16(declared('UTF-16'), 'le', true), undefined, 'utf-16le'],
    ['UTF-16 BE with a mark', utf16(declared('utf-16'), 'be', true), 'utf-16', 'utf-16be'],
    ['UTF-16 LE without a mark', utf16(declared('UTF-16'), 'le', false), undefined, 'utf-16le'],
    ['UTF-16 BE without a mark', utf16(declared('UTF-16BE'), 'be', false), 'utf-16', 'utf-16be'],
    ['UTF-16 by charset alone', utf16('<a>重庆</a>', 'le', false), 'utf-16le', 'utf-16le'],
    ['GB18030 by declaration', gb18030('GB18030'), undefined, 'gb18030'],
    ['GB2312 by declaration', gb18030('gb2312'), undefined, 'gb18030'],
    ['GB18030 by charset', gb18030('GB18030'), 'gb18030', 'gb18030'],
  ])('reads %s', (_what, bytes, charset, encoding) => {
    const decoded = decodeMessage(bytes, charset);
    expect(decoded).toMatchObject({ ok: true, value: { encoding } });
    if (decoded.ok) expect(decoded.value.text).toMatch(/^<.*<a>重庆<\/a>$|^<a>重庆<\/a>$/);
  });

  it('reads ISO-8859-1 as it is, and not as windows-1252', () => {
    const bytes = Buffer.from(declared('ISO-8859-1', 'é\x85'), 'latin1');
    expect(decodeMessage(bytes, undefined)).toMatchObject({ ok: true, value: { text: declared('ISO-8859-1', 'é\x85') } });
  });

  it.each([
    ['another encoding', Buffer.from(declared('Shift_JIS', 'x')), undefined],
    ['another charset', Buffer.from('<a/>'), 'windows-1252'],
    ['a name that every object has', Buffer.from('<a/>'), 'constructor'],
    ['a charset against the mark', marked, 'utf-16le'],
    ['a charset against the declaration', gb18030('GB18030'), 'utf-8'],
    [
      'a declaration against the mark',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(declared('GB18030'))]),
      undefined,
    ],
    ['a declaration of UTF-16 in single bytes', Buffer.from(declared('UTF-16')), undefined],
    ['one order declared, another there', utf16(declared('UTF-16BE'), 'le', true), undefined],
    ['bytes that are not UTF-8', gb18030('UTF-8'), undefined],
    ['bytes that are not GB18030', Buffer.concat([Buffer.from(declared('GB18030', '')), Buffer.from([0xff])]), undefined],
    ['half a letter of UTF-16', utf16(declared('UTF-16'), 'le', true).subarray(0, -1), undefined],
    ['UTF-16 without any order', Buffer.from('x'), 'utf-16'],
  ])('refuses %s', (_what, bytes, charset) => {
    expect(decodeMessage(bytes, charset).ok).toBe(false);
  });
});
