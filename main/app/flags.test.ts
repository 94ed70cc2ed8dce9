import { describe, expect, it } from 'vitest';
import { parseFlags } from './flags.js';

describe('parseFlags', () => {
  it('resolves paths and leaves Chromium switches alone', () => {
    expect(
      parseFlags(['.', '--no-sandbox', '--site', 'a.json', '--data=d', '--exit-after', '1.5', '--shots', '/s'], '/home/x'),
    ).toEqual({
      ok: true,
      value: { site: '/home/x/a.json', data: '/home/x/d', exitAfter: 1.5, shots: '/s' },
    });
    expect(parseFlags(['.'], '/')).toEqual({ ok: true, value: {} });
  });

  it.each([
    [['--site'], 'flag-value-missing'],
    [['--data', '--shots', 'x'], 'flag-value-missing'],
    [['--exit-after', 'soon'], 'flag-value'],
    [['--exit-after', '-1'], 'flag-value'],
  ])('refuses %j', (argv, code) => {
    expect(parseFlags(argv, '/')).toMatchObject({ ok: false, error: { code } });
  });
});
