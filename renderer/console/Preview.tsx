import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError, Prepared, Template } from '../../preload/contract/index.js';
import { STEPS, TIER_LEVELS } from '../../preload/contract/index.js';
import { Hold, Shape, useFormat } from '../kit/index.js';
import { useHeartbeat, useNow, usePicture } from '../state/index.js';
import { useAsk } from './desk-context.js';
import { orderStored, stepBack } from './desk-store.js';
import { focusColumnSoon } from './focus.js';
import { Problem } from './Problem.js';

/** «7f3a 91c0 … e4b2»: enough to compare by eye; the whole is in the title. */
const fingerprint = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;

type Props = { readonly template: Template; readonly prepared: Prepared; readonly preparedAt: number };

/** What will be signed and sent, exactly; then the key to hold. */
export function Preview({ template, prepared, preparedAt }: Props): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const ask = useAsk();
  const now = useNow();
  const link = usePicture((picture) => picture.link.state) ?? 'connecting';
  const { lostSinceMs } = useHeartbeat();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError>();
  const hold = useRef<HTMLButtonElement>(null);
  const isExpired = now > prepared.expiresAt;
  // Limits run from the issue, so they move on while the officer reads.
  const waited = Math.max(0, now - preparedAt);

  useEffect(() => {
    hold.current?.focus();
  }, []);

  const issue = async (): Promise<void> => {
    setBusy(true);
    const result = await ask('issue', { id: prepared.id, hash: prepared.hash });
    setBusy(false);
    if (!result.ok) {
      setProblem(result.error);
      return;
    }
    orderStored(template.id, result.value.id);
    focusColumnSoon('middle');
  };

  return (
    <section className="card preview" aria-label={t('preview.title')}>
      <h2 className="preview-kicker">{t('preview.title')}</h2>
      <h3>{prepared.title}</h3>
      <p className="preview-text">{prepared.text}</p>
      <dl className="radius">
        {TIER_LEVELS.map((level) =>
          prepared.levels[level] === undefined ? null : (
            <div key={level}>
              <dd>{prepared.levels[level]}</dd>
              <dt>{t(`preview.unit.${level}`)}</dt>
            </div>
          ),
        )}
        <div>
          <dd>{prepared.total}</dd>
          <dt>{t('preview.total')}</dt>
        </div>
      </dl>
      <dl className="limits">
        <dt className="limits-title">
          {t('act.limits')} · {t('preview.ifNow')}
        </dt>
        {STEPS.map((step) => (
          <div key={step}>
            <dt>{t(`step.${step}`)}</dt>
            <dd>{format.clockMinutes(prepared.limitsAt[step] + waited, now)}</dd>
          </div>
        ))}
      </dl>
      <p className="preview-hash" title={prepared.hash}>
        {t('preview.hash')} <span className="mono">{fingerprint(prepared.hash)}</span>
      </p>
      {template.approvals === 1 && (
        <p className="preview-warn">
          <Shape name="square" /> {t('preview.approval')}
        </p>
      )}
      {link !== 'live' && (
        <p className="preview-warn">
          <Shape name="square" />{' '}
          <span>
            {t('preview.offline', { state: t(`strip.linkState.${link}`), time: format.clockMinutes(prepared.expiresAt, now) })}
          </span>
        </p>
      )}
      {isExpired && (
        <p className="preview-warn">
          <Shape name="late" /> {t('preview.expired')}
        </p>
      )}
      {lostSinceMs !== undefined && (
        <p className="preview-warn">
          <Shape name="late" /> {t('preview.lost')}
        </p>
      )}
      {problem !== undefined && <Problem problem={problem} />}
      <div className="actions">
        <Hold
          ref={hold}
          hint={t('preview.holdHint')}
          disabled={busy || isExpired || lostSinceMs !== undefined}
          onHeld={() => void issue()}
        >
          {t(busy ? 'preview.sending' : 'preview.hold')}
        </Hold>
        <span className="quiet-text">{t('preview.key')}</span>
        <button type="button" className="quiet" onClick={stepBack}>
          <kbd>{t('key.esc')}</kbd> {t('act.back')}
        </button>
      </div>
    </section>
  );
}
