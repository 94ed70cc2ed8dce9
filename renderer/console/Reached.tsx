import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandSummary, Step } from '../../preload/contract/index.js';
import { fromWireTime, stepLimitMs } from '../../preload/contract/index.js';
import { directiveLook, Shape, useFormat } from '../kit/index.js';
import { useNow } from '../state/index.js';
import { useTierName } from './desk-context.js';

const COUNTS = [
  ['delivered', 'deliver'],
  ['accepted', 'accept'],
  ['done', 'finish'],
] as const satisfies readonly (readonly [keyof CommandSummary['rollUp']['reached'], Step])[];

/** The roll-up: how far the command has come, each step with its limit. `data-count` is read by tests. */
export function Reached({ command }: { readonly command: CommandSummary }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTierName();
  const now = useNow();
  const { rollUp, frozen } = command;
  const issuedAt = command.issuedAt === undefined ? undefined : fromWireTime(command.issuedAt);
  const note = (step: Step): string => {
    if (issuedAt === undefined) return '';
    const at = issuedAt + stepLimitMs(frozen.limits, step);
    const median = rollUp.steps[step];
    const limit = t('tree.limitAt', { time: format.clockMinutes(at, now) });
    if (at > now && (median === undefined || median.count < rollUp.total)) {
      return `${limit} · ${t('tree.leftOf', { span: format.duration(at - now) })}`;
    }
    return median === undefined
      ? limit
      : `${limit} · ${t('tree.median', { n: format.count(Math.round(median.medianMin * 10) / 10) })}`;
  };
  const oldest = rollUp.oldestWaiting;
  return (
    <dl className="reached">
      <div>
        <dt>{t('tree.total')}</dt>
        <dd>{rollUp.total}</dd>
      </div>
      {COUNTS.map(([name, step]) => (
        <div key={name}>
          <dt>{t(`tree.${name}`)}</dt>
          <dd data-count={name}>{rollUp.reached[name]}</dd>
          <dd className="reached-note">{note(step)}</dd>
        </div>
      ))}
      <div data-late={rollUp.reached.overdue > 0}>
        <dt>
          {rollUp.reached.overdue > 0 && <Shape name={directiveLook.overdue.symbol} />} {t('tree.overdue')}
        </dt>
        <dd data-count="overdue">{rollUp.reached.overdue}</dd>
        <dd className="reached-note">
          {oldest === undefined ? '' : t('tree.oldest', { name: nameOf(oldest.tier), step: t(`step.${oldest.step}`) })}
        </dd>
      </div>
    </dl>
  );
}
