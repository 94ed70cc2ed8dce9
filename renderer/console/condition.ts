import { useTranslation } from 'react-i18next';
import type { Comparison, Finding } from '../../preload/contract/index.js';
import { useFormat } from '../kit/index.js';

const SIGN: Readonly<Record<Comparison['op'], string>> = { lt: '<', le: '≤', gt: '>', ge: '≥', eq: '=' };

/** The words for a precondition and how it stood: «寸滩水位 ≥ 180.5 m», «寸滩水位现为 176.4 m（09:12）…». */
export function useCondition(): (finding: Finding, now: number) => { readonly condition: string; readonly found: string } {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ expected, verdict, found }, now) => {
    const { title, indicator, unit, comparison } = expected;
    const name = title ?? indicator;
    const measured = (value: number): string => `${format.count(value)}${unit === undefined ? '' : ` ${unit}`}`;
    const condition = `${name} ${SIGN[comparison.op]} ${measured(comparison.value)}`;
    const value = found === undefined ? '' : measured(found.value);
    const time = found === undefined ? '' : format.clockMinutes(found.t, now);
    return { condition, found: t(`question.${verdict}`, { name, value, time, condition }) };
  };
}
