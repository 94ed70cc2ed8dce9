import { err, GEOMETRY_POSITIONS_MAX, geometrySchema, ok } from '../../../preload/contract/index.js';
import type { RawBody } from '../http/body.js';
import type { Outcome } from '../problem.js';
import { refuse } from '../problem.js';
import { decodeMessage } from './decode.js';
import { CAP_NAMESPACE } from './form.js';
import { geometryOf, positionsOf } from './geometry.js';
import type { CapMessage } from './message.js';
import { shownInfo } from './message.js';
import { readMessage } from './read.js';
import { readXml } from './xml.js';

/** A message as it was read, with its text and the encoding in which it came. */
export type ParsedMessage = { readonly message: CapMessage; readonly xml: string; readonly encoding: string };

/** Namespaces of the versions before 1.2. */
const OLDER = ['http://www.incident.com/cap/1.0', 'urn:oasis:names:tc:emergency:cap:1.0', 'urn:oasis:names:tc:emergency:cap:1.1'];

/** Reads a CAP message out of the bytes of a body. */
export function parseMessage({ content, charset }: RawBody): Outcome<ParsedMessage> {
  const decoded = decodeMessage(content, charset);
  if (!decoded.ok) return refuse('cap-encoding', { detail: decoded.error });
  const { text: xml, encoding } = decoded.value;
  const root = readXml(xml);
  if (!root.ok) {
    switch (root.error) {
      case 'doctype':
        return refuse('cap-doctype');
      case 'limits':
        return refuse('cap-limits');
      case 'syntax':
        return refuse('syntax', { detail: 'not well-formed XML' });
    }
  }
  const { namespace, name } = root.value;
  if (namespace !== null && OLDER.includes(namespace)) return refuse('cap-version', { path: '/alert', detail: namespace });
  if (name !== 'alert' || namespace !== CAP_NAMESPACE) {
    return refuse('schema', { path: '/alert', detail: `expected alert in ${CAP_NAMESPACE}` });
  }
  const message = readMessage(root.value);
  if (!message.ok) return err({ code: 'schema', ...message.error });
  if (positionsOf(message.value.infos.flatMap(({ areas }) => areas)) > GEOMETRY_POSITIONS_MAX) {
    return refuse('cap-limits', { detail: `more than ${GEOMETRY_POSITIONS_MAX} points in areas` });
  }
  // What the incident would carry: the schema of a geometry bounds more than the points.
  const shown = geometryOf(shownInfo(message.value.infos)?.areas ?? []);
  if (!geometrySchema.nullable().safeParse(shown).success) return refuse('cap-limits', { detail: 'too many areas' });
  return ok({ message: message.value, xml, encoding });
}
