import { contextBridge } from 'electron';
import type { AppError, ConsoleBridge, DeskVerb, Result } from './contract/index.js';
import { deskVerbs, fail, ok } from './contract/index.js';
import { HubLine, windowBridge } from './window-bridge.js';

/** Questions that the hub has not answered yet, by id. */
const open = new Map<number, { verb: DeskVerb; settle: (result: Result<unknown>) => void }>();
let lastId = 0;

const line = new HubLine(
  ({ id, result }) => {
    const question = open.get(id);
    open.delete(id);
    question?.settle(result.ok ? ok(deskVerbs[question.verb].answer.parse(result.value)) : result);
  },
  () => {
    for (const { settle } of open.values()) settle(fail('hub-away'));
    open.clear();
  },
);

const ask = (verb: DeskVerb, argument: unknown): Promise<Result<unknown, AppError>> =>
  new Promise((settle) => {
    const id = (lastId += 1);
    open.set(id, { verb, settle });
    if (line.post({ kind: 'ask', id, verb, argument })) return;
    open.delete(id);
    settle(fail('hub-away'));
  });

const bridge: ConsoleBridge = { ...windowBridge('console', line), ask: ask as ConsoleBridge['ask'] };
contextBridge.exposeInMainWorld('yilan', bridge);
