import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeptAsideItem } from '../../preload/contract/index.js';
import { useFormat } from '../kit/index.js';
import { useDiagnostics, useNow } from '../state/index.js';
import type { Answered } from './answered.js';
import { afterAnswer } from './answered.js';
import { useAsk } from './desk-context.js';
import { Emptiness } from './Emptiness.js';
import { asideCount } from './figures.js';

/** One message that did not fit. */
export function AsideItem({ item: { at, what, reason, text } }: { readonly item: KeptAsideItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <details>
      <summary>
        <time>{format.clockMinutes(at, now)}</time> {t(`diagnostics.what.${what}`)} <span>{reason}</span>
      </summary>
      <pre>{text}</pre>
    </details>
  );
}

/** Messages that did not fit, each opened by Enter on its line. */
export function Aside(): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const count = useDiagnostics((told) => asideCount(told.figures)) ?? 0;
  const [answered, setAnswered] = useState<Answered<readonly KeptAsideItem[]>>({});
  useEffect(() => {
    let open = true;
    void ask('keptAside', null).then((result) => {
      if (open) setAnswered((before) => afterAnswer(before, result));
    });
    return () => {
      open = false;
    };
  }, [ask, count]);
  return (
    <section className="diagnostics-wide diagnostics-aside">
      <h3>{t('diagnostics.aside', { n: count })}</h3>
      <Emptiness answered={answered} none={t('diagnostics.asideNone')} />
      {answered.value?.map((item) => (
        <AsideItem key={item.id} item={item} />
      ))}
    </section>
  );
}
