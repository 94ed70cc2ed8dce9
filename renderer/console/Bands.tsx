import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modeLook, Shape, useFormat } from '../kit/index.js';
import { useDataAge, useHeartbeat, useNow, usePicture } from '../state/index.js';

/** What makes the whole picture doubtful, across the full width, above everything; the data stays below it. */
export function Bands(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { lostSinceMs } = useHeartbeat();
  const mode = usePicture((picture) => picture.mode);
  const age = useDataAge();
  const now = useNow();
  return (
    <div className="bands" aria-live="polite">
      {lostSinceMs !== undefined && (
        <p className="band band-lost">
          <Shape name="triangle" /> {t('band.lost', { span: format.duration(lostSinceMs) })}
        </p>
      )}
      {mode === 'offline' && (
        <p className="band band-offline">
          <Shape name={modeLook.offline.symbol} />{' '}
          {age === undefined
            ? t('band.offlineNever')
            : t('band.offline', { time: format.clockMinutes(now - age, now), age: format.age(age) })}
        </p>
      )}
    </div>
  );
}
