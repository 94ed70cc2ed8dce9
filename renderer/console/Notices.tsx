import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../preload/contract/index.js';
import { Shape, useFormat } from '../kit/index.js';
import { useDesk, useNow } from '../state/index.js';
import { useAsk } from './desk-context.js';
import { useProblemText } from './Problem.js';

const NONE: readonly Notice[] = [];

/** The words of a notice; one that names a problem says that too. */
function useNoticeText(): (notice: Notice) => string {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  return ({ code, details }) => {
    const key = `notice.${code}`;
    const text = i18n.exists(key) ? t(key, { ...details }) : t('notice.other', { code });
    const problem = details?.['problem'];
    return typeof problem === 'string' ? `${text}${problemText({ code: problem })}` : text;
  };
}

/** What the operator must know, in the strip: the newest in words, all of them when opened. They stay until dismissed. */
export function Notices(): ReactElement | null {
  const { t } = useTranslation();
  const ask = useAsk();
  const format = useFormat();
  const now = useNow();
  const textOf = useNoticeText();
  const notices = useDesk((desk) => desk.notices) ?? NONE;
  const [newest] = notices;
  if (newest === undefined) return null;
  return (
    <details className="strip-item strip-notices" role="alert">
      <summary>
        <Shape name="triangle" /> {t('notice.title', { n: notices.length })} <span className="strip-why">{textOf(newest)}</span>
      </summary>
      <ul className="strip-sheet">
        {notices.map((notice) => (
          <li key={notice.id} data-notice={notice.code}>
            <time>{format.clockMinutes(notice.at, now)}</time>
            <span>{textOf(notice)}</span>
            <button type="button" className="chip" onClick={() => void ask('dismissNotice', { id: notice.id })}>
              {t('notice.dismiss')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
