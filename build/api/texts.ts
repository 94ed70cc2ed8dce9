import { DAILY_EVIDENCE_BYTES, DAILY_LIMITS } from '../../preload/contract/index.js';

/** What the API's groups of calls are about. */
export const TAGS: Readonly<Record<string, string>> = {
  operation: 'Whether the backend serves, and its figures',
  sessions: 'Log-in and tokens',
  keys: 'The directory of public keys',
  tiers: 'City, districts and towns, as of a date',
  parties: 'Who can be addressed',
  catalogue: 'Templates and matters',
  indicators: 'Indicators and their samples',
  incidents: 'Incidents',
  alarms: 'Alarms and the facts about them',
  warnings: 'Public warnings, CAP 1.2',
  assets: 'Moving and fixed assets and their positions',
  collections: 'Features on the map',
  commands: 'Commands and the signed acts on them',
  inbox: "A tier's directives",
  directives: 'What is done with a directive besides reporting',
  receipts: 'What the tiers report',
  evidence: 'Photographs and documents',
  shifts: 'Shifts and their log',
  audit: 'The hash-chained audit',
  stream: 'Events as they happen (resources/api/asyncapi.yaml)',
};

const limits = Object.entries(DAILY_LIMITS)
  .map(([kind, most]) => `${most} ${kind === 'evidence' ? 'pieces of evidence' : kind.replace('-', ' ')}`)
  .join(', ');

export const API_DESCRIPTION = `The calls of a city's backend. JSON in UTF-8; unknown members are refused. Times are RFC 3339 in UTC with
milliseconds, durations whole milliseconds in members named \`…Ms\`. Ids made by a client are UUIDv7. Hashes are lower-case
hexadecimal; keys and signatures are base64url without padding.

Lists are \`{items, next?}\`; \`next\` goes into \`cursor\` for the following page, and a
\`limit\` above what a page may hold is taken as that.

Errors are \`application/problem+json\` (RFC 9457); \`type\` is stable, \`path\` is the place of the fault as a JSON Pointer. What
is looked at first decides: the token (401), the role (403), the form (400, or 404 for an id in the path that nothing can
have), then the call's own rules. An address that is not well percent-encoded is 400 \`syntax\` before all of them. \`x-roles\` names the roles of which a caller needs one; \`x-max-bytes\` is the largest body.

In a day of China's calendar one account makes at most ${limits}, and hands in at most
${DAILY_EVIDENCE_BYTES / 2 ** 20} MiB of evidence within 24 hours; beyond that it is \`quota\` (429) until the \`Retry-After\` is over. A server may be
started with other limits (\`--daily-share\`).
`;

export const STREAM_DESCRIPTION = `Events of the backend over a WebSocket. The first frame is \`hello\`; then come frames of events
(CloudEvents 1.0 with the extension \`sequence\`) as text, and positions and samples as binary Arrow frames. \`from\` of a frame is the
last sequence that was sent to this subscription before it, so that a filtered stream has no false gaps; a client goes on after
a break with \`since=EPOCH:SEQUENCE\`, the epoch of \`hello\` and the \`to\` of the last frame. The server pings. The closing codes are
in \`x-close-codes\` of the channel.
`;
