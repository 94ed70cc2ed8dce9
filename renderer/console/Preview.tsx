import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Prepared, Template } from '../../preload/contract/index.js';
import { STEPS, TIER_LEVELS } from '../../preload/contract/index.js';
import { Hold, Shape, useFormat } from '../kit/index.js';
import { useDesk, useHeartbeat, useNow, usePicture } from '../state/index.js';
import { useCondition } from './condition.js';
import { stepBack } from './desk-store.js';
import { fingerprint } from './fingerprint.js';
import type { Issue } from './issue.js';
import { useIssue } from './issuing.js';
import { Problem } from './Problem.js';

type Props = {
  readonly template: Template;
  readonly prepared: Prepared;
  readonly preparedAt: number;
  readonly issue: Issue;
};

/** What will be signed and sent, exactly; then the key to hold. */
export function Preview({ template, prepared, preparedAt, issue }: Props): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const hand = useIssue();
  const now = useNow();
  const link = usePicture((picture) => picture.link.state) ?? 'connecting';
  const { lostSinceMs } = useHeartbeat();
  const signs = useDesk((desk) => desk.key?.status === 'confirmed') ?? false;
  const words = useCondition();
  const { precondition } = prepared;
  const hold = useRef<HTMLButtonElement>(null);
  const isExpired = now > prepared.expiresAt;
  // Limits run from the issue, so they move on while the officer reads.
  const waited = Math.max(0, now - preparedAt);

  const isIssuing = issue.phase !== 'ready';
  const isLost = lostSinceMs !== undefined;

  // At first, and when it may be held again: a button that was disabled has lost the focus.
  useEffect(() => {
    if (!isIssuing) hold.current?.focus();
  }, [isIssuing]);

  return (
    <section className="card preview" aria-label={t('preview.title')} data-issue={issue.phase}>
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
        {signs && ` · ${t('preview.signed')}`}
      </p>
      {precondition !== undefined && (
        <p
          className={precondition.verdict === 'holds' ? 'preview-condition' : 'preview-warn'}
          data-verdict={precondition.verdict}
        >
          <Shape name={precondition.verdict === 'holds' ? 'check' : 'square'} />{' '}
          <span>
            {t('preview.condition')} {words(precondition, now).found}
          </span>
        </p>
      )}
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
      {isLost && !isIssuing && (
        <p className="preview-warn">
          <Shape name="late" /> {t('preview.lost')}
        </p>
      )}
      {(issue.phase === 'unknown' || (isIssuing && isLost)) && (
        <p className="preview-warn" role="alert">
          <Shape name="late" /> <span>{t('preview.unknown')}</span>
        </p>
      )}
      {issue.phase === 'ready' && issue.problem !== undefined && <Problem problem={issue.problem} />}
      <div className="actions">
        <Hold
          ref={hold}
          hint={t('preview.holdHint')}
          disabled={isIssuing || isExpired || isLost}
          onHeld={() => {
            hand(prepared);
          }}
        >
          {t(issue.phase === 'asked' ? 'preview.sending' : issue.phase === 'unknown' ? 'preview.checking' : 'preview.hold')}
        </Hold>
        <span className="quiet-text">{t('preview.key')}</span>
        <button type="button" className="quiet" disabled={isIssuing} onClick={stepBack}>
          <kbd>{t('key.esc')}</kbd> {t('act.back')}
        </button>
      </div>
    </section>
  );
}
