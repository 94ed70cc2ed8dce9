import type { ReactElement } from 'react';
import type { Answered } from './answered.js';
import { Problem } from './Problem.js';

type Props = {
  readonly answered: Answered<readonly unknown[]>;
  /** said of an empty list */
  readonly none: string;
};

/** Beside a list that was asked for: why it could not be had, or that it is empty; nothing before that is known. */
export function Emptiness({ answered: { value, problem }, none }: Props): ReactElement | null {
  if (problem !== undefined) return <Problem problem={problem} />;
  return value?.length === 0 ? <p className="quiet-text">{none}</p> : null;
}
