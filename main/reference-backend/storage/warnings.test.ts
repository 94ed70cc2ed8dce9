import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Store } from './store.js';
import type { WarningRow } from './warnings.js';
import { findWarning, findWarnings, insertWarning, readWarning, referrersOf, warningsOf } from './warnings.js';

const row: WarningRow = {
  id: 'a',
  sender: 's',
  identifier: 'i',
  sent: 1,
  mode: 'live',
  msg_type: 'Alert',
  state: 'current',
  digest: 'd',
  reading: '{}',
  encoding: 'utf-8',
  xml: '<alert/>',
  incident: null,
  author: 'officer',
  received_at: 2,
  demo: 0,
  expires: null,
};

it('reads the text of a message only where that is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-warnings-'));
  const store = await Store.open(folder);
  if (!store.ok) throw new Error(store.error.code);
  await store.value.transaction((tx) => insertWarning(tx, row, ['b']));
  const { xml, ...facts } = row;
  expect((await readWarning(store.value, 'a'))?.xml).toBe(xml);
  expect(await findWarning(store.value, 'a')).toEqual(facts);
  expect(await findWarnings(store.value, ['a'])).toEqual([facts]);
  expect(await referrersOf(store.value, ['b'])).toEqual([facts]);
  expect(await warningsOf(store.value, 'x')).toEqual([]);
  await store.value.close();
  rmSync(folder, { recursive: true });
});
