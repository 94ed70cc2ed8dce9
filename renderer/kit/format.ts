/** `t` of i18next, as far as it is needed here. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

export type Locale = 'zh-CN' | 'en';

export type Format = {
  /** How long ago, from ms: «3 秒前», «12 分前»; whole units, rounded down. */
  age(ms: number): string;
  /** A length of time, from ms: «45 秒», «12 分», «1 时 06 分», «2 天 3 时»; rounded down. */
  duration(ms: number): string;
  /** Time of day of UTC ms in the hall's time zone: «13:42:08». */
  clock(utcMs: number): string;
  /** «13:42»; another day than `now` is named: «11-23 13:42». */
  clockMinutes(utcMs: number, now?: number): string;
  /** «2026-11-23 周一» */
  day(utcMs: number): string;
  /** A number with at most four significant digits; from 10,000 on in 万 and 亿 (K, M, B in English). */
  count(value: number): string;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** @param timeZone IANA name; the machine's own when left out, which is the hall's */
export function createFormat(t: Translate, locale: Locale, timeZone?: string): Format {
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  // Sweden writes dates as ISO 8601 does.
  const date = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', ...zone });
  const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false });

  const duration = (ms: number): string => {
    const left = Math.max(0, ms);
    if (left < MINUTE) return t('time.seconds', { n: Math.floor(left / SECOND) });
    if (left < HOUR) return t('time.minutes', { n: Math.floor(left / MINUTE) });
    if (left < DAY) return t('time.hours', { h: Math.floor(left / HOUR), m: two(Math.floor((left % HOUR) / MINUTE)) });
    return t('time.days', { d: Math.floor(left / DAY), h: Math.floor((left % DAY) / HOUR) });
  };

  return {
    duration,
    age: (ms) => (ms < SECOND ? t('time.justNow') : t('time.ago', { span: duration(ms) })),
    clock: (utcMs) => time.format(utcMs),
    clockMinutes: (utcMs, now) => {
      const minutes = time.format(utcMs).slice(0, 5);
      const day = date.format(utcMs);
      return now === undefined || day === date.format(now) ? minutes : `${day.slice(5)} ${minutes}`;
    },
    day: (utcMs) => `${date.format(utcMs)} ${weekday.format(utcMs)}`,
    count: (value) => {
      const rounded = Number(value.toPrecision(4));
      const size = Math.abs(rounded);
      const units: readonly (readonly [number, string])[] =
        locale === 'zh-CN'
          ? [
              [1e8, 'number.yi'],
              [1e4, 'number.wan'],
            ]
          : [
              [1e9, 'number.billion'],
              [1e6, 'number.million'],
              [1e4, 'number.thousand'],
            ];
      const unit = units.find(([from]) => size >= from);
      if (unit === undefined) return plain.format(rounded);
      const [from, key] = unit;
      return t(key, { n: plain.format(rounded / (from === 1e4 && locale === 'en' ? 1e3 : from)) });
    },
  };
}
