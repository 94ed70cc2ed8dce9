import type { Random } from './random.js';

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that programs stumble over. */
const NASTY: readonly unknown[] = [
  null,
  true,
  -1,
  0.1,
  2 ** 53,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\udfffb',
  '\u202e\u200b\ufeff',
  "'; DROP TABLE commands; --",
  '%s%n${jndi:ldap://x}',
  '../../../etc/passwd',
  '0'.repeat(5000),
  '字'.repeat(3000),
  '__proto__',
  'constructor',
  '9999-99-99T99:99:99.999Z',
  '-000001-01-01T00:00:00.000Z',
  [],
  {},
  [[]],
  [null, 1, 'x', {}],
  deep(50),
  deep(3000),
  Array.from({ length: 5000 }, (_, index) => index),
];

/** A copy that differs in one place. */
export function mutated(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
    const list: unknown[] = [...(value as unknown[])];
    const index = random.below(list.length);
    if (random.chance(0.1)) return [...list, ...list];
    if (random.chance(0.1)) list.splice(index, 1);
    else list[index] = mutated(random, list[index]);
    return list;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(0.9)) {
    const entries = Object.entries(value);
    const [name] = entries.length === 0 ? ['x'] : random.pick(entries);
    if (random.chance(0.1)) return Object.fromEntries(entries.filter(([key]) => key !== name));
    if (random.chance(0.1)) return { ...value, [random.pick(['surplus', 'toString', '', '\ud800', 'constructor'])]: 1 };
    return { ...value, [name]: mutated(random, (value as Record<string, unknown>)[name]) };
  }
  return random.pick(NASTY);
}

/** The text of a body, perhaps no longer well-formed. */
export function brokenText(random: Random, text: string): string | Buffer {
  switch (random.below(9)) {
    case 0:
      return text.slice(0, random.below(text.length + 1));
    case 1:
      return text.replace(/\{/, '{"__proto__":{"polluted":1},');
    case 2:
      return text.replace(/("\w+":)/, '$1null,$1');
    case 3:
      return text.replace(/\d+/, '1e999');
    case 4:
      return text.replace(/\d+/, '9'.repeat(400));
    case 5:
      return `\ufeff${text}`;
    case 6:
      return Buffer.from(text, 'utf16le');
    case 7: {
      const bytes = Buffer.from(text);
      for (let left = 1 + random.below(4); left > 0 && bytes.length > 0; left -= 1) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      return bytes;
    }
    default:
      return '['.repeat(1 + random.below(100_000));
  }
}

const ENTITIES = Array.from({ length: 12 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join('');
const ALERT = (body: string): string => `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${body}</alert>`;

/** Bodies that are no JSON: warnings, pictures, columns. */
export function someBytes(random: Random): Buffer {
  const xml = [
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "x">${ENTITIES}]>${ALERT('&e12;')}`,
    `<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd">${ALERT('')}`,
    `<?xml version="1.0" encoding="GB18030"?>${ALERT('<identifier>1</identifier>')}`,
    `<?xml version="1.0" encoding="no-such"?>${ALERT('')}`,
    ALERT('<info>'.repeat(5000)),
    ALERT(`<identifier>${'x'.repeat(20_000)}</identifier><sent>2026-11-20T08:30:00+08:00</sent>`),
    '<a'.repeat(2000),
  ];
  switch (random.below(4)) {
    case 0:
      return random.bytes(random.below(400));
    case 1:
      // The beginning of an Arrow IPC stream that promises more than it holds.
      return Buffer.concat([Buffer.from([255, 255, 255, 255]), random.bytes(4 + random.below(300))]);
    case 2: {
      const bytes = Buffer.from(random.pick(xml));
      bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    }
    default:
      return Buffer.from(random.pick(xml));
  }
}
