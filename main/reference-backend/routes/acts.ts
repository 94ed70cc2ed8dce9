import { operationOf } from '../../../preload/contract/backend-api.js';
import { approval } from '../approve-command.js';
import type { Backend } from '../backend.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { recall, verification } from '../recall-command.js';
import { takeAct } from '../signed-act.js';

export const actRoutes = (backend: Backend): Route[] => [
  serve(backend, operationOf('approveCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const { hash, signature, reason } = body;
    const act = body.act ?? signature.act ?? 'approve';
    const request = { command: params.id, act, hash, signature, note: reason ?? body.note, key };
    return takeAct(backend, caller, request, approval(backend, act));
  }),
  serve(backend, operationOf('recallCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const note = body.reason ?? body.note;
    const request = { command: params.id, act: 'recall', hash: body.hash, signature: body.signature, note, key } as const;
    return takeAct(backend, caller, request, recall(backend, caller, note));
  }),
  serve(backend, operationOf('verifyCommand'), (caller, { params, body, idempotencyKey: key }) => {
    const note = body.reason ?? body.note;
    const request = { command: params.id, act: 'verify', hash: body.hash, signature: body.signature, note, key } as const;
    return takeAct(backend, caller, request, verification(backend, caller, note));
  }),
];
