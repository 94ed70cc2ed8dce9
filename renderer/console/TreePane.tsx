import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandSummary } from '../../preload/contract/index.js';
import { fromWireTime } from '../../preload/contract/index.js';
import { directiveLook, Marked, Shape, useFormat } from '../kit/index.js';
import { useDesk, useNow, usePicture } from '../state/index.js';
import { AtRest } from './AtRest.js';
import { Bar } from './Bar.js';
import type { Filter, Group } from './command-view.js';
import { FILTERS, groupCounts, groupLook, matches, subjectOf, treeOf } from './command-view.js';
import { useTierName, useTiers } from './desk-context.js';
import { useConsoleUi } from './desk-store.js';
import { onListKey } from './list-keys.js';
import { OrderHistory } from './OrderHistory.js';
import { Reached } from './Reached.js';
import { useSelection } from './selection.js';
import { TreeRow } from './TreeRow.js';
import { useLook } from './use-look.js';

const filterGroup: Readonly<Record<Filter, Group | undefined>> = {
  all: undefined,
  overdue: 'late',
  returned: 'returned',
  silent: 'silent',
  done: 'closed',
};
const filterWord: Readonly<Record<Filter, string>> = {
  all: 'tree.all',
  overdue: 'tree.overdue',
  returned: 'tree.returned',
  silent: 'tree.silent',
  done: 'tree.done',
};

function Filters({
  counts,
  total,
  filter,
  onFilter,
}: {
  readonly counts: Readonly<Record<Group, number>>;
  readonly total: number;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="chips" role="group">
      {FILTERS.map((name) => {
        const group = filterGroup[name];
        const look = group === undefined ? undefined : directiveLook[groupLook[group]];
        return (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={filter === name}
            onClick={() => {
              onFilter(name);
            }}
          >
            {look !== undefined && <Shape name={look.symbol} colour={look.colour} />}
            {t(filterWord[name])} <b>{group === undefined ? total : counts[group]}</b>
          </button>
        );
      })}
    </div>
  );
}

function Command({ command }: { readonly command: CommandSummary }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const nameOf = useTierName();
  const tiers = useTiers();
  const look = useLook();
  const [filter, setFilter] = useState<Filter>('all');
  const tree = useMemo(() => treeOf(command, tiers), [command, tiers]);
  const counts = useMemo(() => groupCounts(command), [command]);
  const order = useDesk((desk) => desk.outbox.find(({ id }) => id === command.id));
  const subject = subjectOf(command);
  const issuedAt = command.issuedAt === undefined ? undefined : fromWireTime(command.issuedAt);
  const heads = tree.heads.filter((row) => matches(filter, row.group));
  const groups = tree.groups.filter(({ group }) => matches(filter, group));
  const isDemo = command.directives.some((directive) => directive.receipts.some((receipt) => receipt.demo));
  return (
    <>
      <header className="tree-head">
        <div className="tree-title">
          <h1>{command.title}</h1>
          {subject !== undefined && <span className="tree-subject">{nameOf(subject)}</span>}
          <span className="tree-state">{t(`command.${command.state}`)}</span>
          {command.mode === 'drill' && <span className="tag tag-drill">{t('mode.drill')}</span>}
          {isDemo && (
            <span className="tag" title={t('tree.demoAll')}>
              {t('tree.demo')}
            </span>
          )}
          <span className="spring" />
          <span className="tree-since">
            {issuedAt === undefined
              ? t('tree.notIssued')
              : t('tree.since', { time: format.clockMinutes(issuedAt, now), span: format.duration(now - issuedAt) })}
          </span>
        </div>
        <p className="tree-text">{command.frozen.text}</p>
        {order !== undefined && <OrderHistory item={order} />}
      </header>
      <Reached command={command} />
      <Bar counts={counts} />
      <div className="tree-tools">
        <Filters counts={counts} total={command.rollUp.total} filter={filter} onFilter={setFilter} />
        <span className="spring" />
        <button
          type="button"
          className="quiet"
          onClick={() => {
            if (subject !== undefined) look(subject);
          }}
        >
          <kbd>G</kbd> {t('tree.look')}
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() => {
            look(null);
          }}
        >
          <kbd>O</kbd> {t('tree.overview')}
        </button>
      </div>
      <div className="tree" onKeyDown={onListKey}>
        {heads.map((row, index) => (
          <TreeRow key={row.id} row={row} head stop={index === 0} onLook={look} />
        ))}
        {groups.map(({ group, rows }, at) => (
          <section key={group} className="tree-group" data-group={group}>
            <h2 style={{ color: directiveLook[groupLook[group]].colour }}>
              <Shape name={directiveLook[groupLook[group]].symbol} /> {t(`tree.group.${group}`)} <b>{rows.length}</b>
            </h2>
            <div className="tree-rows">
              {rows.map((row, index) => (
                <TreeRow key={row.id} row={row} stop={heads.length === 0 && at === 0 && index === 0} onLook={look} />
              ))}
            </div>
          </section>
        ))}
        {heads.length === 0 && groups.length === 0 && (
          <p className="tree-none">{t(command.directives.length === 0 ? 'tree.waiting' : 'tree.none')}</p>
        )}
      </div>
    </>
  );
}

/** Just issued: in the outbox, no tree at the backend yet. */
function Waiting({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation();
  const item = useDesk((desk) => desk.outbox.find((order) => order.id === id));
  return (
    <div className="empty empty-middle">
      {item !== undefined && <Marked look={directiveLook.pending} word={t(`outbox.${item.state}`)} />}
      <p className="empty-title">{item?.title ?? t('tree.waiting')}</p>
      {item !== undefined && <p>{item.text}</p>}
      <p className="mono">{t('tree.queued', { id })}</p>
    </div>
  );
}

/** Middle: the selected command and its tree. */
export function TreePane(): ReactElement {
  const { t } = useTranslation();
  const { selected } = useSelection();
  const command = usePicture((picture) => picture.commands.find(({ id }) => id === selected));
  const inOutbox = useDesk((desk) => desk.outbox.some((order) => order.id === selected)) ?? false;
  const isFollowed = useConsoleUi((ui) => ui.follow !== undefined && ui.follow === selected);
  return (
    <section className="column column-middle" aria-label={t('tree.region')} data-column="middle" tabIndex={-1}>
      {command !== undefined ? (
        <Command key={command.id} command={command} />
      ) : selected !== undefined && (inOutbox || isFollowed) ? (
        <Waiting id={selected} />
      ) : (
        <AtRest />
      )}
    </section>
  );
}
