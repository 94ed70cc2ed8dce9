import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../preload/contract/index.js';
import { Shape } from '../kit/index.js';

/** What happened and what to do, from `errors.<code>`; an unknown code is shown with the general advice. */
export function useProblemText(): (problem: AppError) => string {
  const { t, i18n } = useTranslation();
  return ({ code, details }) => {
    const key = `errors.${code}`;
    return i18n.exists(key) ? t(key, { ...details }) : t('errors.generic', { code });
  };
}

export function Problem({ problem }: { readonly problem: AppError }): ReactElement {
  const text = useProblemText();
  return (
    <p className="problem" role="alert" data-code={problem.code}>
      <Shape name="triangle" />
      <span>{text(problem)}</span>
    </p>
  );
}
