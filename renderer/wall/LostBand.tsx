import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../kit/index.js';
import { useHeartbeat } from '../state/index.js';

/** Says that this panel no longer hears the hub; what it shows stays, and is old. */
export function LostBand(): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const { lostSinceMs } = useHeartbeat();
  if (lostSinceMs === undefined) return null;
  return (
    <div className="lost" data-chrome="lost" role="alert">
      <span aria-hidden="true">▲</span> {t('wall.lost', { span: format.duration(lostSinceMs) })}
    </div>
  );
}
