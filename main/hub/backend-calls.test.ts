import { expect, it } from 'vitest';
import { fail, ok } from '../../preload/contract/index.js';
import { isKnown } from './backend-calls.js';
import type { BackendLink } from './link/index.js';

/** A backend that refuses every call with one code. */
const refusing = (code: string): Pick<BackendLink, 'call'> => ({
  call: async () => ({ ok: false, error: { code, definite: false } }),
});

it.each([
  ['says that there is none', 'not-found', ok(false)],
  ['tells it in a form that this program does not know', 'answer-unfit', fail('answer-unfit')],
  ['cannot be asked', 'backend-away', fail('backend-away')],
  ['answers something else than the API', 'backend-garbage', fail('backend-garbage')],
])('knows of a command what a backend knows that %s', async (_name, code, known) => {
  expect(await isKnown(refusing(code), '01930000-0000-7000-8000-000000000001')).toEqual(known);
});
