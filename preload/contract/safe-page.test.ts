import { describe, expect, it } from 'vitest';
import type { SafeNotice } from './safe-page.js';
import { readSafeNotice, safeNoticeQuery } from './safe-page.js';

const notice: SafeNotice = {
  window: 'r1c2',
  locale: 'zh-CN',
  failure: { reason: 'crashed', detail: 'oom "&<渝>"?#%' },
  retryAt: 1_790_000_000_000,
  pxPerMm: 0.27,
  viewingDistanceMm: 8000,
};

describe('the safe page’s notice', () => {
  it('comes through the address of the page unharmed', () => {
    const { search } = new URL(`app://yilan/safe.html${safeNoticeQuery(notice)}`);
    expect(readSafeNotice(search)).toEqual({ ok: true, value: notice });
  });

  it.each(['', '?notice=', '?notice=%', '?notice={}', '?other=1'])('is refused when it is not one: %s', (query) => {
    expect(readSafeNotice(query)).toMatchObject({ ok: false, error: { code: 'safe-notice' } });
  });
});
