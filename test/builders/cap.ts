import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message of test/fixtures/cap, as text. */
export const capFixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/cap', `${name}.xml`), 'utf8');

export type CapParts = {
  readonly identifier?: string;
  readonly sender?: string;
  readonly sent?: string;
  readonly status?: string;
  readonly msgType?: string;
  readonly references?: readonly string[];
  readonly severity?: string;
  readonly headline?: string;
  readonly area?: string;
  /** of its `info` */
  readonly expires?: string;
  /** no `info` at all */
  readonly bare?: boolean;
};

const SENDER = 'weather@example.org';
const SENT = '2026-07-01T08:00:00+08:00';
/** How another message refers to one. */
export const reference = (identifier: string, sent = SENT): string => `${SENDER},${identifier},${sent}`;
export const geocode = (value: string): string => `<geocode><valueName>code</valueName><value>${value}</value></geocode>`;

/** A small message; its area is 大渡口区. */
export function capMessage(parts: CapParts = {}): string {
  const { identifier = 'M-1', sent = SENT, status = 'Actual', msgType = 'Alert', references = [], sender = SENDER } = parts;
  const { severity = 'Severe', headline = '暴雨', area = geocode('500104'), bare = false, expires } = parts;
  const until = expires === undefined ? '' : `<expires>${expires}</expires>`;
  const info = `<info><category>Met</category><event>暴雨</event><urgency>Immediate</urgency><severity>${severity}</severity><certainty>Likely</certainty>${until}<headline>${headline}</headline><area><areaDesc>这里</areaDesc>${area}</area></info>`;
  const refers = references.length === 0 ? '' : `<references>${references.join(' ')}</references>`;
  return `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier><sender>${sender}</sender><sent>${sent}</sent><status>${status}</status><msgType>${msgType}</msgType><scope>Public</scope>${refers}${bare ? '' : info}</alert>`;
}

/** Text in UTF-16 with or without a byte order mark. */
export function utf16(text: string, order: 'le' | 'be', mark: boolean): Buffer {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}
