import { err, ok } from '../../../preload/contract/index.js';
import type { Result } from '../../../preload/contract/index.js';

/** The encodings of a CAP message that are taken, by every label that means one of them. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'gb18030';
const LABELS: Readonly<Record<string, Encoding | 'utf-16'>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16',
  utf16: 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  gb18030: 'gb18030',
  // Both are parts of GB18030.
  gbk: 'gb18030',
  gb2312: 'gb18030',
};

export type Decoded = { readonly text: string; readonly encoding: Encoding };
type Fault = string;

/**
 * Decodes a message. A byte order mark goes before the charset of its Content-Type, that before the XML declaration
 * (RFC 7303, 3), and UTF-8 is what is left; but they must not contradict each other. The answer has no mark.
 * @param charset of the Content-Type, lower-case
 * @returns an error in words: an encoding that is not taken, a contradiction, or bytes that are not in it
 */
export function decodeMessage(bytes: Uint8Array, charset: string | undefined): Result<Decoded, Fault> {
  const mark = byteOrderMark(bytes);
  const header = labelled(charset);
  if (!header.ok) return header;
  const first = mark ?? header.value ?? unmarked(bytes);
  const encoding = settle(first, bytes);
  if (encoding === undefined) return err('UTF-16 without a byte order');
  if (!agree(header.value, encoding)) return err(`charset ${charset} and the byte order mark contradict each other`);
  const text = decodeAs(encoding, bytes);
  if (text === undefined) return err(`the bytes are not in ${encoding}`);
  const name = declaredEncoding(text);
  const declared = labelled(name);
  if (!declared.ok) return declared;
  if (!agree(declared.value, encoding)) return err(`declared as ${name}, but it is ${encoding}`);
  return ok({ text, encoding });
}

const declaredEncoding = (text: string): string | undefined =>
  /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]?.toLowerCase();

function labelled(label: string | undefined): Result<Encoding | 'utf-16' | undefined, Fault> {
  if (label === undefined) return ok(undefined);
  const known = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined;
  return known === undefined ? err(`the encoding ${label.slice(0, 40)} is not taken`) : ok(known);
}

function byteOrderMark([a, b, c]: Uint8Array): Encoding | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

/** XML 1.0, appendix F: what begins with `<` in two bytes is UTF-16; else the declaration can be read as it stands. */
function unmarked(bytes: Uint8Array): Encoding | 'utf-16' {
  if (byteOrder(bytes) !== undefined) return 'utf-16';
  const name = declaredEncoding(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
  // What nobody takes, and UTF-16 in one-byte letters, is refused when the declaration is looked at.
  const known = name !== undefined && Object.hasOwn(LABELS, name) ? LABELS[name] : undefined;
  return known === undefined || known.startsWith('utf-16') ? 'utf-8' : known;
}

function byteOrder([a, b]: Uint8Array): Encoding | undefined {
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  return undefined;
}

const settle = (label: Encoding | 'utf-16', bytes: Uint8Array): Encoding | undefined =>
  label === 'utf-16' ? (byteOrderMark(bytes) ?? byteOrder(bytes)) : label;

/** Whether a label, if there is one, can mean the encoding. */
const agree = (label: Encoding | 'utf-16' | undefined, encoding: Encoding): boolean =>
  label === undefined || label === encoding || (label === 'utf-16' && encoding.startsWith('utf-16'));

function decodeAs(encoding: Encoding, bytes: Uint8Array): string | undefined {
  // TextDecoder takes ISO-8859-1 for windows-1252.
  if (encoding === 'iso-8859-1') return Buffer.from(bytes).toString('latin1');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
