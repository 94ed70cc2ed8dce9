import { expect, it } from 'vitest';
import { asideCount, figureRows } from './figures.js';

it('writes each figure with its unit, sorted by name', () => {
  const figures = {
    link_gaps_total: 3,
    db_answer_ms: 1.25,
    cache_bytes: 5 * 1024 * 1024,
    small_bytes: 900,
    log_bytes: 2048,
    up_ms: 60_000,
  };
  expect(figureRows(figures, (ms) => `${ms / 1000} s`)).toEqual([
    { name: 'cache_bytes', text: '5.0 MiB' },
    { name: 'db_answer_ms', text: '1.25 ms' },
    { name: 'link_gaps_total', text: '3' },
    { name: 'log_bytes', text: '2.0 KiB' },
    { name: 'small_bytes', text: '900 B' },
    { name: 'up_ms', text: '60 s' },
  ]);
});

it('counts what was kept aside, whatever it was', () => {
  expect(asideCount({ kept_aside_event_total: 2, kept_aside_rows_total: 1, link_gaps_total: 9 })).toBe(3);
});
