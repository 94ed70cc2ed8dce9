import {
  CLOSE_GONE,
  CLOSE_TOKEN,
  CLOSE_TOO_SLOW,
  helloSchema,
  receiptsRequestSchema,
  streamAnswerSchema,
  streamFrameSchema,
  topicSchema,
} from '../../preload/contract/index.js';
import type { OperationId } from '../../preload/contract/backend-api.js';
import { ARROW_TYPE, operationOf } from '../../preload/contract/backend-api.js';
import type { JsonSchema } from './components.js';
import { Components } from './components.js';
import { sample } from './sample.js';
import { STREAM_DESCRIPTION } from './texts.js';

type ArrowField = readonly [name: string, type: string];

/** Columns of the binary frames (main/arrow); what nobody told is null. */
const COLUMNS: Readonly<Record<'positions' | 'samples', readonly ArrowField[]>> = {
  positions: [
    ['asset', 'utf8'],
    ['t', 'timestamp[ms, UTC]'],
    ['lng', 'float64'],
    ['lat', 'float64'],
    ['heading', 'float32, degrees, nullable'],
    ['speed', 'float32, m/s, nullable'],
    ['quality', 'utf8'],
    ['demo', 'bool'],
  ],
  samples: [
    ['indicator', 'utf8'],
    ['tier', 'utf8'],
    ['t', 'timestamp[ms, UTC]'],
    ['value', 'float64'],
    ['quality', 'utf8'],
    ['demo', 'bool'],
  ],
};

/** Why the server closes, by the WebSocket's closing code. */
const CLOSING = {
  [CLOSE_TOKEN]: 'The token has expired or was logged out: log in and open the stream again',
  [CLOSE_TOO_SLOW]: 'The client read more slowly than the bound allows; a problem `too-slow` was sent before',
  [CLOSE_GONE]: 'Another epoch, or a sequence that is no longer kept: fetch by HTTP, then open without `since`',
};

const STREAM: OperationId = 'openStream';

/** The AsyncAPI 3.0 document of the stream. */
export function asyncApi(version: string): JsonSchema {
  const { path, description } = operationOf(STREAM);
  const components = new Components('draft-07');
  const message = (title: string, schema: Parameters<Components['convert']>[0], direction: 'input' | 'output') => ({
    title,
    contentType: 'application/json',
    payload: components.convert(schema, direction),
  });
  const drafts = {
    hello: message('First frame: where the stream stands', helloSchema, 'output'),
    frame: message(
      'Events, `from` being the last sequence sent to this subscription before; without events: none up to `to` was for it',
      streamFrameSchema,
      'output',
    ),
    receipts: message('Receipts handed in; answered after the commit', receiptsRequestSchema, 'input'),
    answer: message('Answer to receipts, in the order in which they came', streamAnswerSchema, 'output'),
    ...Object.fromEntries(Object.entries(COLUMNS).map(([topic, fields]) => [topic, columnMessage(topic, fields)])),
  };
  const query = components.convert(operationOf(STREAM).query, 'input');
  const { schemas, settle } = components.finish();
  const messages = Object.fromEntries(
    Object.entries(settle(drafts)).map(([name, draft]) => [name, { name, ...draft, ...exampleOf(draft, schemas) }]),
  );
  const sent = Object.keys(messages).filter((name) => name !== 'receipts');
  const reference = (name: string): JsonSchema => ({ $ref: `#/channels/stream/messages/${name}` });
  const stream = { $ref: '#/channels/stream' };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Yilan backend stream',
      version,
      description: STREAM_DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      backend: {
        host: '{address}',
        protocol: 'wss',
        description: "A city's backend; the reference backend speaks ws",
        variables: { address: { default: '127.0.0.1:8420', description: 'host and port' } },
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      stream: {
        address: path,
        title: 'Events as they happen',
        description: `${description} Topics: ${topicSchema.options.join(', ')}.`,
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
        bindings: { ws: { method: 'GET', query: settle(query), bindingVersion: '0.1.0' } },
        'x-close-codes': CLOSING,
      },
    },
    operations: {
      follow: {
        action: 'send',
        channel: stream,
        summary: 'The server sends events, answers and, when it drops a client, why',
        messages: sent.map(reference),
      },
      report: {
        action: 'receive',
        channel: stream,
        summary: 'A client hands receipts in',
        messages: [reference('receipts')],
        reply: { channel: stream, messages: [reference('answer')] },
      },
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, messages, schemas },
  };
}

const columnMessage = (topic: string, fields: readonly ArrowField[]): JsonSchema => ({
  title: `Binary frame of ${topic}: one Arrow IPC stream`,
  contentType: ARROW_TYPE,
  description: `Columns ${fields.map(([name, type]) => `${name} (${type})`).join(', ')}. Schema metadata: topic, from, to.`,
  payload: { type: 'string', format: 'binary' },
  'x-arrow-schema': {
    fields: fields.map(([name, type]) => ({ name, type })),
    metadata: { topic: `"${topic}"`, from: 'decimal text', to: 'decimal text' },
  },
});

function exampleOf({ contentType, payload }: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (contentType !== 'application/json') return {};
  return { examples: [{ payload: sample(payload as JsonSchema, schemas) }] };
}
