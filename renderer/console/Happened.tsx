import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandSummary, OutboxItem } from '../../preload/contract/index.js';
import { fromWireTime } from '../../preload/contract/index.js';
import { directiveLook, Shape, useFormat } from '../kit/index.js';
import { useDesk, useNow, usePicture } from '../state/index.js';
import { Bar } from './Bar.js';
import { groupCounts, inOrder, subjectOf } from './command-view.js';
import { useTierName } from './desk-context.js';
import { onListKey } from './list-keys.js';
import { OutboxRow } from './OutboxRow.js';
import { useSelection } from './selection.js';

const NO_COMMANDS: readonly CommandSummary[] = [];
const NO_ITEMS: readonly OutboxItem[] = [];

function CommandRow({
  command,
  current,
  stop,
  onPick,
}: {
  readonly command: CommandSummary;
  readonly current: boolean;
  readonly stop: boolean;
  readonly onPick: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const nameOf = useTierName();
  const counts = useMemo(() => groupCounts(command), [command]);
  const subject = subjectOf(command);
  const { done, overdue } = command.rollUp.reached;
  const look =
    counts.late > 0
      ? directiveLook.overdue
      : counts.returned > 0
        ? directiveLook.returned
        : command.state === 'running' || command.state === 'issued'
          ? directiveLook.acting
          : command.state === 'awaiting-approval'
            ? directiveLook.pending
            : directiveLook.done;
  return (
    <button
      type="button"
      className="queue-row"
      data-row
      data-current={current}
      aria-current={current}
      tabIndex={stop ? 0 : -1}
      onClick={onPick}
    >
      <span className="queue-mark" style={{ color: look.colour }}>
        <Shape name={look.symbol} />
      </span>
      <span className="queue-main">
        <span className="queue-title">{command.title}</span>
        <span className="queue-note">
          {subject === undefined ? '' : nameOf(subject)} · {t(`command.${command.state}`)}
        </span>
      </span>
      <span className="queue-side">
        <span>{command.issuedAt === undefined ? '' : format.duration(now - fromWireTime(command.issuedAt))}</span>
        <span className="queue-note">
          {t('directive.done')} {t('happened.count', { done, total: command.rollUp.total })}
          {overdue > 0 && (
            <span className="queue-late" style={{ color: directiveLook.overdue.colour }}>
              {' '}
              <Shape name="late" />
              {overdue}
            </span>
          )}
        </span>
      </span>
      <Bar counts={counts} />
    </button>
  );
}

/** Left: what happened. Orders that have not left come first: nobody else can see them. */
export function Happened(): ReactElement {
  const { t } = useTranslation();
  const { selected, select } = useSelection();
  const commands = usePicture((picture) => picture.commands) ?? NO_COMMANDS;
  const outbox = useDesk((desk) => desk.outbox) ?? NO_ITEMS;
  const { running, ended } = useMemo(() => inOrder(commands), [commands]);
  const unsent = outbox.filter((item) => item.state !== 'accepted-by-backend');
  const live = usePicture((picture) => picture.link.state === 'live') ?? false;
  const first = [...running, ...ended].some((command) => command.id === selected) ? selected : (running[0] ?? ended[0])?.id;
  const list = (title: string, items: readonly CommandSummary[]): ReactElement | null =>
    items.length === 0 ? null : (
      <>
        <h2>{title}</h2>
        {items.map((command) => (
          <CommandRow
            key={command.id}
            command={command}
            current={command.id === selected}
            stop={command.id === first}
            onPick={() => {
              select(command.id);
            }}
          />
        ))}
      </>
    );
  return (
    <section
      className="column column-left"
      aria-label={t('happened.title')}
      data-column="left"
      tabIndex={-1}
      onKeyDown={onListKey}
    >
      {unsent.length > 0 && <h2>{t('happened.outbox', { n: unsent.length })}</h2>}
      {unsent.map((item) => (
        <OutboxRow key={item.id} item={item} />
      ))}
      {list(t('happened.running', { n: running.length }), running)}
      {list(t('happened.finished', { n: ended.length }), ended)}
      {commands.length === 0 && unsent.length === 0 && (
        <>
          <h2>{t('happened.title')}</h2>
          <div className="empty">
            <p className="empty-title">{t('happened.emptyTitle')}</p>
            <p>{t(live ? 'happened.empty' : 'happened.offlineEmpty')}</p>
          </div>
        </>
      )}
    </section>
  );
}
