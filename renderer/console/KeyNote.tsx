import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '../kit/index.js';
import { useDesk } from '../state/index.js';
import { fingerprint } from './fingerprint.js';

/** What the officer's own key keeps from being done; nothing while it is confirmed. */
export function KeyNote(): ReactElement | null {
  const { t } = useTranslation();
  const key = useDesk((desk) => desk.key) ?? null;
  if (key === null || key.status === 'confirmed') return null;
  const isOver = key.status === 'revoked';
  return (
    <section className="key-note" aria-label={t('keyNote.title')} data-key={key.status} data-key-id={key.id} data-late={isOver}>
      <p>
        <Shape name={isOver ? 'triangle' : 'square'} />
        <span>
          {t(`keyNote.${key.status}`)}
          {key.status === 'pending' && (
            <>
              {' '}
              <b className="mono" title={key.id}>
                {fingerprint(key.id)}
              </b>
            </>
          )}
        </span>
      </p>
      {!isOver && <p className="queue-note">{t(key.mustSign ? 'keyNote.bound' : 'keyNote.free')}</p>}
    </section>
  );
}
