import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { directiveLook, Marked, useFormat } from '../kit/index.js';
import { useNow } from '../state/index.js';
import type { Row } from './command-view.js';

type Props = { readonly row: Row; readonly head?: boolean; readonly stop: boolean; readonly onLook: (tier: string) => void };

/** One directive. Enter turns the wall to its tier; `data-tier` tells `G` the same. */
export function TreeRow({ row, head = false, stop, onLook }: Props): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const word =
    row.progress === undefined || row.look !== 'acting' ? undefined : t('directive.progress', { n: Math.round(row.progress) });
  const late =
    row.late === undefined
      ? undefined
      : t('tree.lateBy', { step: t(`step.${row.late.step}`), span: format.duration(now - row.late.since) });
  return (
    <button
      type="button"
      className="tree-row"
      data-row
      data-head={head}
      data-tier={row.tier}
      data-look={row.look}
      tabIndex={stop ? 0 : -1}
      onClick={() => {
        onLook(row.tier);
      }}
    >
      <Marked look={directiveLook[row.look]} {...(word === undefined ? {} : { word })} />
      <span className="tree-name">{row.name ?? t('tier.unknown', { code: row.tier })}</span>
      <span className="tree-note">
        {late !== undefined && <span style={{ color: directiveLook.overdue.colour }}>{late}</span>}
        {late !== undefined && row.note !== undefined && ' · '}
        {row.note}
      </span>
      {row.demo && <span className="tag">{t('tree.demo')}</span>}
      <span className="tree-age">{row.since === undefined ? '' : format.duration(now - row.since)}</span>
    </button>
  );
}
