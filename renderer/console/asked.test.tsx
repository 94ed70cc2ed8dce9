import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleBridge, ConsoleContext, OutboxItem } from '../../preload/contract/index.js';
import en from '../../resources/locales/en.json';
import { createFormat } from '../kit/format.js';
import { initI18n } from '../kit/index.js';
import { Aside, AsideItem } from './Aside.js';
import { DeskContextProvider } from './desk-context.js';
import { Emptiness } from './Emptiness.js';
import { OrderSteps } from './OrderHistory.js';
import { OutboxRow } from './OutboxRow.js';
import { PendingKeys } from './PendingKeys.js';

beforeAll(async () => {
  await initI18n('en');
});

const DESK = { bridge: {} as ConsoleBridge, context: {} as ConsoleContext };
/** As it is drawn first: no question is answered yet. */
const drawn = (element: ReactElement): string =>
  renderToStaticMarkup(<DeskContextProvider value={DESK}>{element}</DeskContextProvider>);

const AWAY = { code: 'hub-away' };
const NONE = en.keyNote.none;
const DAY_MS = 86_400_000;

describe('what the console asks for', () => {
  it('is not said to be nothing before it is known', () => {
    expect(drawn(<PendingKeys />)).not.toContain(NONE);
    expect(drawn(<Aside />)).not.toContain(en.diagnostics.asideNone);
    expect(drawn(<Emptiness answered={{}} none={NONE} />)).toBe('');
    expect(drawn(<Emptiness answered={{ value: [] }} none={NONE} />)).toContain(NONE);
    expect(drawn(<Emptiness answered={{ value: [1] }} none={NONE} />)).toBe('');
  });

  it('is said to be missing when it could not be had, also after an earlier answer', () => {
    for (const answered of [{ problem: AWAY }, { value: [], problem: AWAY }]) {
      const list = drawn(<Emptiness answered={answered} none={NONE} />);
      expect(list).toContain('data-code="hub-away"');
      expect(list).not.toContain(NONE);
      expect(drawn(<OrderSteps answered={answered} />)).toContain('data-code="hub-away"');
    }
  });
});

describe('a time of another day', () => {
  const now = Date.now();
  const at = now - 5 * DAY_MS;
  const named = createFormat((key) => key, 'en').clockMinutes(at, now);

  it('names the day', () => {
    const item: OutboxItem = {
      id: '0b0f4b5e-0000-4000-8000-000000000003',
      state: 'held',
      title: 'title',
      text: 'text',
      queuedAt: at,
      expiresAt: now,
      attempts: 1,
      signed: true,
      approvals: 0,
    };
    expect(named).toMatch(/^\d\d-\d\d \d\d:\d\d$/);
    expect(drawn(<OutboxRow item={item} />)).toContain(named);
    expect(drawn(<OrderSteps answered={{ value: [{ at, what: 'queued' }] }} />)).toContain(named);
    expect(drawn(<AsideItem item={{ id: 1, at, what: 'event', reason: 'reason', text: 'text' }} />)).toContain(named);
  });
});
