import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape, useFormat } from '../kit/index.js';
import { directiveLook, type Look } from '../kit/look.js';
import { PARTS, type Bar, type Part } from './tree-rule.js';

const LOOK: Readonly<Record<Part, Look>> = {
  done: directiveLook.done,
  going: directiveLook.acting,
  reached: directiveLook.delivered,
  waiting: directiveLook.pending,
  returned: directiveLook.returned,
  late: directiveLook.overdue,
};

/** One row: who, how far as a bar whose parts carry shape and number, and how many. */
export function PartBar({ bar: { label, parts, total } }: { readonly bar: Bar }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="row note">
      <span className="who">{'name' in label ? label.name : t(`wall.level.${label.level}`)}</span>
      <span className="bar">
        {PARTS.filter((part) => parts[part] > 0).map((part) => (
          <span key={part} className={`part ${part}`} style={{ flexGrow: parts[part] }} title={t(`wall.legend.${part}`)}>
            <Shape name={LOOK[part].symbol} />
            {format.count(parts[part])}
          </span>
        ))}
      </span>
      <span className="sum">{format.count(total)}</span>
    </div>
  );
}
