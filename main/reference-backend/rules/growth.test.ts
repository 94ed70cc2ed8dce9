import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DAILY_LIMITS } from '../../../preload/contract/index.js';
import { Store } from '../storage/store.js';
import { Growth } from './growth.js';

/** Ten minutes before midnight in China. */
const NOW = Date.UTC(2026, 10, 25, 15, 50);
const MINUTE_MS = 60_000;

it('counts what each account makes of each kind in a day of China', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-growth-'));
  const opened = await Store.open(folder);
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const growth = new Growth();
  const add = (account: string, count: number, now = NOW) =>
    store.transaction((tx) => growth.grow(tx, { account }, 'incidents', count, now));
  const most = DAILY_LIMITS.incidents;
  expect(await add('a', most - 1)).toMatchObject({ ok: true });
  expect(await add('a', 2)).toMatchObject({ error: { code: 'quota', retryAfterS: 600 } });
  expect(await add('a', 1)).toMatchObject({ ok: true });
  expect(await add('a', 1)).toMatchObject({ ok: false });
  expect(await add('a', 0)).toMatchObject({ ok: true });
  expect(await add('b', most)).toMatchObject({ ok: true });
  const other = await store.transaction((tx) => growth.grow(tx, { account: 'a' }, 'messages', 1, NOW));
  expect(other).toMatchObject({ ok: true });
  const tomorrow = NOW + 10 * MINUTE_MS;
  expect(await add('a', most, tomorrow)).toMatchObject({ ok: true });
  expect(await add('a', 1, tomorrow)).toMatchObject({ error: { retryAfterS: 86_400 } });
  const strict = await store.transaction((tx) => new Growth(0.0001).grow(tx, { account: 'c' }, 'alarms', 2, NOW));
  expect(strict).toMatchObject({ error: { detail: '1 alarms of one account in a day' } });
  await store.close();
  rmSync(folder, { recursive: true });
});
