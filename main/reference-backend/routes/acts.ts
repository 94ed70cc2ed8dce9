import { operationOf } from '../../../preload/contract/backend-api.js';
import { approval } from '../approve-command.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { recall, verification } from '../recall-command.js';
import { takeAct } from '../signed-act.js';

export const actRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('approveCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const { act = 'approve', hash, signature, reason: note } = body;
    return takeAct(backend, caller, { command: params.id, act, hash, signature, note, key }, approval(backend, act));
  }),
  serve(backend, operationOf('recallCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const { hash, signature, reason: note } = body;
    const request = { command: params.id, act: 'recall', hash, signature, note, key } as const;
    return takeAct(backend, caller, request, recall(backend, caller, note));
  }),
  serve(backend, operationOf('verifyCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const { hash, signature, note } = body;
    const request = { command: params.id, act: 'verify', hash, signature, note, key } as const;
    return takeAct(backend, caller, request, verification(backend, caller, note));
  }),
];
