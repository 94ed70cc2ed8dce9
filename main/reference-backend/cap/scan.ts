/** The most elements in a message, and how deep they may lie. */
export const ELEMENTS_MAX = 10_000;
export const DEPTH_MAX = 32;
/** The longest tag, characters: a CAP message has hardly an attribute. */
const TAG_MAX = 4096;

export type ScanFault = 'doctype' | 'limits' | 'syntax';

/**
 * Goes once through the text, in a time that grows with its length alone, and refuses what must never come to a parser
 * (a document type, and with it every entity) and what the parser does not see: several roots, text beside the root,
 * `<` in an attribute, `]]>` in text, characters that XML does not have.
 */
export function scanXml(text: string): ScanFault | null {
  // XML 1.0, 2.2; surrogates only come in pairs out of a decoder.
  if (/[^\t\n\r\u0020-\uFFFD]/.test(text)) return 'syntax';
  let depth = 0;
  let elements = 0;
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    const between = text.slice(at, open === -1 ? undefined : open);
    if (between.includes(']]>') || (depth === 0 && between.trim() !== '')) return 'syntax';
    if (open === -1) return depth === 0 && elements > 0 ? null : 'syntax';
    const skipped = skipSpecial(text, open, depth);
    if (typeof skipped === 'string') return skipped;
    if (skipped !== null) {
      at = skipped;
      continue;
    }
    const end = tagEnd(text, open);
    if (end === null) return 'syntax';
    const closes = text[open + 1] === '/';
    const empty = text[end - 1] === '/';
    if (!closes) {
      if (depth === 0 && elements > 0) return 'syntax';
      elements += 1;
      if (elements > ELEMENTS_MAX || depth + 1 > DEPTH_MAX) return 'limits';
    }
    depth += closes ? -1 : empty ? 0 : 1;
    if (depth < 0) return 'syntax';
    at = end + 1;
  }
}

/** The place after a comment, CDATA section or processing instruction; null where there is none. */
function skipSpecial(text: string, open: number, depth: number): number | ScanFault | null {
  const after = (closing: string, from: number): number | ScanFault => {
    const end = text.indexOf(closing, from);
    return end === -1 ? 'syntax' : end + closing.length;
  };
  if (text.startsWith('<!--', open)) {
    const end = after('--', open + 4);
    return typeof end === 'number' && text[end] !== '>' ? 'syntax' : typeof end === 'number' ? end + 1 : end;
  }
  if (text.startsWith('<![CDATA[', open)) return depth === 0 ? 'syntax' : after(']]>', open + 9);
  if (text.startsWith('<?', open)) {
    if (/^<\?xml[\s?]/i.test(text.slice(open, open + 6)) && open > 0) return 'syntax';
    return after('?>', open + 2);
  }
  if (text.startsWith('<!', open)) return /^doctype/i.test(text.slice(open + 2, open + 9)) ? 'doctype' : 'syntax';
  return null;
}

/** The place of the `>` that ends a tag; what stands in quotes does not. */
function tagEnd(text: string, open: number): number | null {
  let quote = '';
  for (let at = open + 1; at < text.length && at - open <= TAG_MAX; at += 1) {
    const letter = text.charAt(at);
    if (letter === '<') return null;
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  return null;
}
