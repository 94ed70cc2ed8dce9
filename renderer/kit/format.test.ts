import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../../resources/locales/en.json';
import zhCN from '../../resources/locales/zh-CN.json';
import type { Format, Locale } from './format.js';
import { createFormat } from './format.js';

async function formatIn(locale: Locale): Promise<Format> {
  const i18n = createInstance();
  await i18n.init({
    lng: locale,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  return createFormat((key, values) => i18n.t(key, values ?? {}), locale, 'Asia/Shanghai');
}
const zh = await formatIn('zh-CN');
const english = await formatIn('en');
const MIN = 60_000;

describe('createFormat', () => {
  it.each([
    [0, '刚刚', 'just now'],
    [3_400, '3 秒前', '3 s ago'],
    [59_999, '59 秒前', '59 s ago'],
    [12 * MIN, '12 分前', '12 min ago'],
    [66 * MIN, '1 时 06 分前', '1 h 06 min ago'],
    [51 * 60 * MIN, '2 天 3 时前', '2 d 3 h ago'],
  ])('age of %d ms', (ms, chinese, words) => {
    expect(zh.age(ms)).toBe(chinese);
    expect(english.age(ms)).toBe(words);
  });

  it('never shows a negative duration', () => {
    expect(zh.duration(-5_000)).toBe('0 秒');
  });

  it.each([
    [0, '0', '0'],
    [9_999, '9999', '9999'],
    [10_000, '1 万', '10K'],
    [12_345, '1.235 万', '12.35K'],
    [98.654, '98.65', '98.65'],
    [9_999.96, '1 万', '10K'],
    [123_456_789, '1.235 亿', '123.5M'],
    [99_999_999, '1 亿', '100M'],
    [-23_456, '-2.346 万', '-23.46K'],
  ])('count of %d', (value, chinese, words) => {
    expect(zh.count(value)).toBe(chinese);
    expect(english.count(value)).toBe(words);
  });

  it('tells the time of day, and the day when it is another', () => {
    const at = Date.UTC(2026, 10, 23, 5, 42, 8);
    expect(zh.clock(at)).toBe('13:42:08');
    expect(zh.clockMinutes(at, at)).toBe('13:42');
    expect(zh.clockMinutes(at, at + 20 * 60 * MIN)).toBe('11-23 13:42');
    expect(zh.day(at)).toBe('2026-11-23 周一');
  });
});
