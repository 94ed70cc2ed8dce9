import { operationOf } from '../../../preload/contract/backend-api.js';
import type { Backend } from '../backend.js';
import { forward } from '../forward.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { listMessages, say } from '../messages.js';
import { press } from '../press.js';

export const directiveRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('postForward'), (caller, { params, body, idempotencyKey }) =>
    forward(backend, caller, params.id, body, idempotencyKey),
  ),
  serve(backend, operationOf('postReminder'), (caller, { params, body, idempotencyKey: key }) =>
    press(backend, caller, params.id, { action: 'remind', note: body.note }, { operation: 'postReminder', key }),
  ),
  serve(backend, operationOf('postEscalation'), (caller, { params, body, idempotencyKey: key }) =>
    press(backend, caller, params.id, body, { operation: 'postEscalation', key }),
  ),
  serve(backend, operationOf('postMessage'), (caller, { params, body, idempotencyKey }) =>
    say(backend, caller, params.id, body.text, idempotencyKey),
  ),
  serve(backend, operationOf('listMessages'), (caller, { params, query }) => listMessages(backend, caller, params.id, query)),
];
