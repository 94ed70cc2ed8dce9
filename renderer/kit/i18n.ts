import i18next from 'i18next';
import type { i18n } from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from '../../resources/locales/en.json';
import zhCN from '../../resources/locales/zh-CN.json';
import type { Format, Locale } from './format.js';
import { createFormat } from './format.js';

/** Both languages are bundled: a hall has no internet, and a missing word must be found by a test and not at night. */
export async function initI18n(locale: Locale): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    // React escapes; escaping twice would show &amp; on the wall.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return i18next;
}

const localeOf = (language: string): Locale => (language === 'en' ? 'en' : 'zh-CN');

/** Formatters in the window's language and the machine's time zone. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  return useMemo(() => createFormat((key, values) => t(key, values ?? {}), localeOf(i18n.language)), [t, i18n.language]);
}
