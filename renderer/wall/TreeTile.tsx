import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandSummary } from '../../preload/contract/index.js';
import { Shape, useFormat } from '../kit/index.js';
import { directiveLook, modeLook } from '../kit/look.js';
import type { Place } from '../map/index.js';
import { useHeartbeat, useNow, usePicture } from '../state/index.js';
import { PartBar } from './PartBar.js';
import './tree-tile.css';
import { treeReadout, type LateLink, type TreeReadout } from './tree-rule.js';

type Props = {
  readonly command: CommandSummary | null;
  readonly places: ReadonlyMap<string, Place>;
  /** without the bars */
  readonly compact?: boolean;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The running command's tree in figures: who got it, who took it, who finished, and where it is stuck. */
export function TreeTile({ command, places, compact = false }: Props): ReactElement {
  const { t } = useTranslation();
  const minute = Math.floor(useNow() / MINUTE) * MINUTE;
  const readout = useMemo(() => (command === null ? null : treeReadout(command, places, minute)), [command, places, minute]);
  if (readout === null) return <p className="note quiet">{t('wall.quiet')}</p>;
  return (
    <>
      <Heading readout={readout} minute={minute} />
      <Counts counts={readout.counts} />
      {!compact && (
        <div className="bars">
          {readout.bars.map((row) => (
            <PartBar key={JSON.stringify(row.label)} bar={row} />
          ))}
        </div>
      )}
      <Late readout={readout} />
    </>
  );
}

type HeadingProps = { readonly readout: TreeReadout; readonly minute: number };

function Heading({ readout: { title, issuedAt, approved, drill, demo }, minute }: HeadingProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <header>
      <h2>{title}</h2>
      <p className="note">
        {drill && <b style={{ color: modeLook.drill.colour }}>{t('wall.drill')}</b>}
        {issuedAt !== undefined && <span>{t('wall.issued', { time: format.clockMinutes(issuedAt, minute) })}</span>}
        {approved && <span>{t('wall.approved')}</span>}
        {demo && <span className="demo">{t('wall.demo')}</span>}
      </p>
    </header>
  );
}

function Counts({ counts }: { readonly counts: TreeReadout['counts'] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { lostSinceMs } = useHeartbeat();
  const link = usePicture((picture) => picture.link.state);
  const stale = lostSinceMs !== undefined || link === 'offline';
  const late = counts.overdue > 0;
  return (
    <dl className={stale ? 'counts stale' : 'counts'}>
      {(['total', 'delivered', 'accepted', 'done'] as const).map((key) => (
        <div key={key}>
          <dd data-count={key}>{format.count(counts[key])}</dd>
          <dt className="note">{t(`wall.counts.${key}`)}</dt>
        </div>
      ))}
      <div className={late ? 'late' : ''} style={late ? { color: directiveLook.overdue.colour } : undefined}>
        <dd className="marked">
          {late && <Shape name={directiveLook.overdue.symbol} />}
          <span data-count="overdue">{format.count(counts.overdue)}</span>
        </dd>
        <dt className="note">{t('wall.counts.overdue')}</dt>
      </div>
    </dl>
  );
}

function Late({ readout: { late, more } }: { readonly readout: TreeReadout }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (late.length === 0) return null;
  const words = ({ name, towns, step, sinceMs }: LateLink): string => {
    const span = sinceMs < HOUR ? t('wall.late.minutes', { n: Math.floor(sinceMs / MINUTE) }) : format.duration(sinceMs);
    const values = { name, n: towns, span, step: t(`step.${step}`) };
    return towns > 0 ? t('wall.late.towns', values) : t('wall.late.one', values);
  };
  return (
    <ul className="note broken-links" style={{ color: directiveLook.overdue.colour }}>
      {late.map((link, index) => (
        <li key={`${link.name} ${link.step} ${link.towns}`}>
          <Shape name={directiveLook.overdue.symbol} /> {words(link)}
          {index === late.length - 1 && more > 0 && <span> · {t('wall.late.more', { n: more })}</span>}
        </li>
      ))}
    </ul>
  );
}
