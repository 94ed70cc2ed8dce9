import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '../../preload/contract/index.js';
import type { SymbolName } from '../kit/index.js';
import { Shape, useFormat } from '../kit/index.js';
import { useNow, usePicture } from '../state/index.js';
import { OrderHistory } from './OrderHistory.js';
import type { Told } from './outbox-view.js';
import { toldOf } from './outbox-view.js';
import { Problem } from './Problem.js';
import { Question } from './Question.js';

const symbolOf: Readonly<Record<Told, SymbolName>> = {
  held: 'ring',
  sending: 'onward',
  'accepted-by-backend': 'check',
  refused: 'cross',
  expired: 'late',
  lost: 'late',
  asked: 'square',
  withdrawing: 'onward',
  withdrawn: 'ring',
};
const failed: ReadonlySet<Told> = new Set<Told>(['refused', 'expired', 'lost']);

/** An order that has not reached the backend: how it stands, what it waits for, and what is to be done. */
export function OutboxRow({ item }: { readonly item: OutboxItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const isLive = usePicture((picture) => picture.link.state === 'live') ?? false;
  const told = toldOf(item);
  const isWaiting = item.state === 'held' || item.state === 'sending';
  return (
    <article className="outbox-row" data-state={item.state} data-told={told} data-order={item.id}>
      <h4>
        <Shape name={symbolOf[told]} /> {t(`outbox.${told === 'withdrawing' ? 'withdrawn' : told}`)}
        <span className="outbox-title">{item.title}</span>
      </h4>
      <p>{item.text}</p>
      <p className="queue-note">
        {t('outbox.queued', { time: format.clockMinutes(item.queuedAt, now) })} · {t('outbox.attempts', { n: item.attempts })}
        {item.state !== 'refused' && ' · '}
        {item.state !== 'refused' &&
          t(item.state === 'expired' ? 'outbox.wasUntil' : 'outbox.until', { time: format.clockMinutes(item.expiresAt, now) })}
      </p>
      {isWaiting && <p className="queue-note">{t(item.signed ? 'outbox.signed' : 'outbox.unsigned')}</p>}
      {isWaiting && item.approvals === 1 && (
        <p className="outbox-unapproved">
          <Shape name="square" /> {t(isLive ? 'outbox.unapproved' : 'outbox.unapprovedOffline')}
        </p>
      )}
      <Question item={item} />
      {item.problem !== undefined && told !== 'withdrawn' && <Problem problem={item.problem} />}
      {told !== 'accepted-by-backend' && (
        <p className={failed.has(told) ? 'outbox-do' : 'queue-note'}>{t(`outbox.do.${told}`)}</p>
      )}
      <OrderHistory item={item} />
    </article>
  );
}
