import i18next from 'i18next';
import { readSafeNotice } from '../../preload/contract/index.js';
import en from '../../resources/locales/en.json';
import zhCN from '../../resources/locales/zh-CN.json';
import { createFormat } from '../kit/format.js';
import { fontPx } from './type.js';
import './safe-page.css';

/**
 * What stands in a window whose own page keeps failing: which one, why, and when it is tried again. Plain elements
 * without a map, React or the bridge, since any of them may be what failed.
 * @param query the page's, with the notice
 * @throws Error when there is none, which is a bug
 */
export async function showSafeNotice(host: HTMLElement, query: string): Promise<void> {
  const notice = readSafeNotice(query);
  if (!notice.ok) throw new Error(`${notice.error.code} ${JSON.stringify(notice.error.details)}`);
  const { window: id, locale, failure, retryAt } = notice.value;
  const words = i18next.createInstance();
  await words.init({
    lng: locale,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  const t = words.t.bind(words);
  const root = document.documentElement;
  root.lang = locale;
  root.dataset['safe'] = failure.reason;
  root.dataset['panel'] = id;
  for (const size of ['value', 'label', 'note'] as const) root.style.setProperty(`--${size}`, `${fontPx(size, notice.value)}px`);
  const line = (name: string, text: string): HTMLElement => {
    const element = document.createElement('p');
    element.className = name;
    element.textContent = text;
    return element;
  };
  host.replaceChildren(
    line('safe-title', id === 'console' ? t('safe.console') : t('safe.panel', { id })),
    line('safe-why', t(`safe.reason.${failure.reason}`)),
    line('safe-why', t('safe.retry', { time: createFormat(t, locale).clock(retryAt) })),
    line('safe-do', t('safe.do')),
    ...(failure.detail === '' ? [] : [line('safe-do', failure.detail)]),
  );
}
