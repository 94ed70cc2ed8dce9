import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Marked, useFormat } from '../kit/index.js';
import { modeLook } from '../kit/look.js';
import { useDataAge, usePicture } from '../state/index.js';

/** Mode, link and data age: on every panel, because a window may be the only one that is wrong. */
export function Status(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = usePicture((picture) => picture.mode);
  const link = usePicture((picture) => picture.link.state);
  const age = useDataAge();
  if (mode === undefined || link === undefined) return <p className="note status-line">{t('wall.waiting')}</p>;
  return (
    <p className="note status-line">
      {mode === 'live' ? <span>{t('mode.live')}</span> : <Marked look={modeLook[mode]} />}
      <span className={link === 'live' ? '' : 'alert'}>{t(`wall.link.${link}`)}</span>
      <span>{age === undefined ? t('wall.dataNone') : t('wall.data', { age: format.age(age) })}</span>
    </p>
  );
}
