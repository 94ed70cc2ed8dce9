import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptWindowOptions } from './kept-window.js';
import { KeptWindow } from './kept-window.js';
import { FakeWindow } from './window.fixture.js';

let opened: FakeWindow[];
const last = (): FakeWindow => opened.at(-1) as FakeWindow;
const openCount = (): number => opened.filter(({ isOpen }) => isOpen).length;

function keep(more: Partial<KeptWindowOptions<FakeWindow>> = {}): KeptWindow<FakeWindow> {
  return new KeptWindow({
    open: (page) => {
      const window = new FakeWindow(page);
      opened.push(window);
      return window;
    },
    onChanged: () => undefined,
    ...more,
  });
}

/** Lets the window fail three times in a minute, so that the safe page is up. */
function failThrice(): void {
  for (let times = 0; times < 3; times += 1) {
    last().fail();
    vi.advanceTimersByTime(2000);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
});
afterEach(() => void vi.useRealTimers());

describe('a kept window', () => {
  it.each(['crashed', 'hung', 'not-loaded'] as const)('comes back by itself after it %s', (reason) => {
    const kept = keep();
    kept.show();
    kept.drawn();
    expect(kept.state).toBe('shown');
    last().fail(reason);
    expect([openCount(), kept.window, kept.state]).toEqual([0, undefined, 'starting']);
    vi.advanceTimersByTime(500);
    expect([openCount(), opened.length, kept.state]).toEqual([1, 2, 'starting']);
    kept.drawn();
    expect(kept.state).toBe('shown');
  });

  it('comes back when somebody closes it, unless that is left to its owner', () => {
    const kept = keep();
    kept.show();
    last().close();
    vi.advanceTimersByTime(500);
    expect(openCount()).toBe(1);

    const onClosed = vi.fn();
    const owned = keep({ onClosed });
    owned.show();
    last().close();
    vi.advanceTimersByTime(600_000);
    expect([onClosed.mock.calls.length, owned.window]).toEqual([1, undefined]);
  });

  it('shows the safe page with the reason after three failures in a minute', () => {
    const kept = keep();
    kept.show();
    failThrice();
    const now = Date.now();
    expect(opened).toHaveLength(4);
    expect(last().page).toMatchObject({ kind: 'safe', failure: { reason: 'crashed' } });
    expect(last().page).toHaveProperty('retryAt', now - 2000 + 60_000);
    expect(kept.state).toBe('failed');
    kept.drawn();
    expect(kept.state).toBe('failed');
  });

  it('tries its own page again after a minute, then after two, and is failed until that is shown', () => {
    const kept = keep();
    kept.show();
    failThrice();
    vi.advanceTimersByTime(57_999);
    expect(last().page.kind).toBe('safe');
    vi.advanceTimersByTime(1);
    expect([last().page.kind, openCount(), kept.state]).toEqual(['own', 1, 'failed']);

    last().fail();
    vi.advanceTimersByTime(0);
    expect([last().page.kind, openCount(), kept.state]).toEqual(['safe', 1, 'failed']);
    vi.advanceTimersByTime(119_999);
    expect(last().page.kind).toBe('safe');
    vi.advanceTimersByTime(1);
    expect(last().page.kind).toBe('own');
    vi.advanceTimersByTime(600_000);
    expect(kept.state).toBe('failed');
    kept.drawn();
    expect(kept.state).toBe('shown');
  });

  it('opens the safe page again too, ever less often', () => {
    const kept = keep();
    kept.show();
    failThrice();
    const before = opened.length;
    for (let ms = 0; ms < 50_000; ms += 100) {
      if (last().isOpen) last().fail('not-loaded');
      vi.advanceTimersByTime(100);
    }
    expect(opened.length - before).toBeGreaterThan(5);
    expect(opened.length - before).toBeLessThan(20);
    vi.advanceTimersByTime(60_000);
    expect([last().page.kind, kept.state]).toEqual(['own', 'failed']);
  });

  it('stays away while it is hidden, and what is due is shown afterwards', () => {
    const kept = keep();
    kept.show();
    last().fail();
    kept.hide();
    vi.advanceTimersByTime(600_000);
    expect(openCount()).toBe(0);
    kept.show();
    failThrice();
    kept.hide();
    kept.show();
    expect([last().page.kind, openCount()]).toEqual(['safe', 1]);
    kept.hide();
    vi.advanceTimersByTime(60_000);
    expect(openCount()).toBe(0);
    kept.show();
    expect([last().page.kind, openCount()]).toEqual(['own', 1]);
  });

  it('is replaced without a gap and without a failure', () => {
    const kept = keep();
    kept.show();
    const [first] = opened;
    kept.replace();
    expect([openCount(), first?.isOpen, kept.window]).toEqual([1, false, last()]);
    vi.advanceTimersByTime(600_000);
    expect(opened).toHaveLength(2);
  });

  it('takes a second word on one failure for the same', () => {
    const kept = keep();
    kept.show();
    const window = last();
    window.fail('hung');
    window.fail('crashed');
    vi.advanceTimersByTime(500);
    expect([openCount(), opened.length]).toEqual([1, 2]);
  });

  it('ends for good', () => {
    const kept = keep();
    kept.show();
    failThrice();
    kept.end();
    vi.advanceTimersByTime(600_000);
    expect([openCount(), opened.length]).toEqual([0, 4]);
  });
});
