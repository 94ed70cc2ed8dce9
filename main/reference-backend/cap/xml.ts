import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import type { ScanFault } from './scan.js';
import { scanXml } from './scan.js';

/** An element with its name resolved; comments and processing instructions are left out. */
export type XmlElement = {
  /** null: in no namespace */
  readonly namespace: string | null;
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** the text directly in it, entities resolved */
  readonly text: string;
};

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
/** The most namespaces that a document declares; every declaration copies those in force. */
export const DECLARATIONS_MAX = 64;
/** What was met so far in a document. */
type Met = { declarations: number };
type Node = { readonly [name: string]: unknown };

// Entities are resolved here, because only the five of XML and characters by number are left without a document type.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Reads a well-formed document with namespaces, without a document type. */
export function readXml(text: string): Result<XmlElement, ScanFault> {
  const fault = scanXml(text);
  if (fault !== null) return err(fault);
  if (/^<\?xml\s/.test(text) && !/^<\?xml\s+version\s*=\s*(["'])1\.0\1/.test(text)) return err('syntax');
  if (XMLValidator.validate(text) !== true) return err('syntax');
  const root = (parse(text) ?? []).find((node) => nameOf(node) !== TEXT);
  const met: Met = { declarations: 0 };
  const scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  const element = root === undefined ? undefined : resolve(root, scope, met);
  if (met.declarations > DECLARATIONS_MAX) return err('limits');
  return element === undefined ? err('syntax') : ok(element);
}

function parse(text: string): readonly Node[] | undefined {
  try {
    return parser.parse(text) as readonly Node[];
  } catch (error) {
    // The parser throws plain errors for what it does not take, names like `constructor` among them.
    if (error instanceof RangeError || error instanceof TypeError) throw error;
    return undefined;
  }
}

const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';

/** @param scope prefixes in force; `''` is the default namespace */
function resolve(node: Node, scope: ReadonlyMap<string, string>, met: Met): XmlElement | undefined {
  const qualified = nameOf(node);
  const inner = scopeOf(node, scope, met);
  const named = inner === undefined ? undefined : expand(qualified, inner);
  if (inner === undefined || named === undefined) return undefined;
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[qualified] as readonly Node[]) {
    const kind = nameOf(child);
    if (kind === TEXT) {
      const resolved = resolveEntities(String(child[TEXT]));
      if (resolved === undefined) return undefined;
      text += resolved;
    } else if (kind === CDATA) {
      text += (child[CDATA] as readonly Node[]).map((part) => String(part[TEXT])).join('');
    } else {
      const element = resolve(child, inner, met);
      if (element === undefined) return undefined;
      children.push(element);
    }
  }
  return { ...named, children, text };
}

/** The prefixes in force inside an element; undefined when its attributes are not well-formed, or declare too much. */
function scopeOf(node: Node, scope: ReadonlyMap<string, string>, met: Met): ReadonlyMap<string, string> | undefined {
  const declared: [string, string][] = [];
  for (const [name, raw] of Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>)) {
    const value = resolveEntities(String(raw));
    if (value === undefined) return undefined;
    if (name === 'xmlns') declared.push(['', value]);
    else if (name.startsWith('xmlns:')) declared.push([name.slice(6), value]);
  }
  met.declarations += declared.length;
  if (met.declarations > DECLARATIONS_MAX) return undefined;
  return declared.length === 0 ? scope : new Map([...scope, ...declared]);
}

function expand(qualified: string, scope: ReadonlyMap<string, string>): Pick<XmlElement, 'namespace' | 'name'> | undefined {
  const parts = qualified.split(':');
  const [prefix, name] = parts.length === 1 ? ['', qualified] : [parts[0] ?? '', parts[1] ?? ''];
  if (parts.length > 2 || name === '') return undefined;
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') return undefined;
  return { namespace: namespace === undefined || namespace === '' ? null : namespace, name };
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Undefined: an entity that nothing declares, or a character that XML does not have. */
function resolveEntities(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let broken = false;
  const resolved = text.replace(/&([^;&]{0,12};?)?/g, (_all, body: string | undefined) => {
    const letter = body?.endsWith(';') === true ? entity(body.slice(0, -1)) : undefined;
    if (letter === undefined) broken = true;
    return letter ?? '';
  });
  return broken ? undefined : resolved;
}

function entity(name: string): string | undefined {
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (number === null) return undefined;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  const legal =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return legal ? String.fromCodePoint(code) : undefined;
}
