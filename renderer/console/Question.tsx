import type { ReactElement } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError, Choice, OutboxItem } from '../../preload/contract/index.js';
import { Hold, Shape, useFormat } from '../kit/index.js';
import { useDesk, useNow } from '../state/index.js';
import { useCondition } from './condition.js';
import { useAsk } from './desk-context.js';
import { Problem } from './Problem.js';

/** An order whose precondition no longer holds waits for its officer: what was expected, what is, and the two ways on. */
export function Question({ item }: { readonly item: OutboxItem }): ReactElement | null {
  const { t } = useTranslation();
  const ask = useAsk();
  const format = useFormat();
  const now = useNow();
  const words = useCondition();
  const isLoggedIn = useDesk((desk) => desk.session !== null) ?? false;
  const [problem, setProblem] = useState<AppError>();
  const { question } = item;
  if (question === undefined || question.answer !== undefined) return null;
  const answer = (choice: Choice): void => {
    void ask('answer', { id: item.id, choice }).then((result) => {
      setProblem(result.ok ? undefined : result.error);
    });
  };
  return (
    <div className="question" role="alert" data-question={item.id} data-verdict={question.verdict}>
      <p className="question-title">
        <Shape name="square" /> {t('question.title')}
      </p>
      <p>{words(question, now).found}</p>
      <p className="queue-note">{t('question.until', { time: format.clockMinutes(item.expiresAt, now) })}</p>
      {problem !== undefined && <Problem problem={problem} />}
      <div className="actions">
        <Hold
          hint={t('question.sendHint')}
          disabled={!isLoggedIn}
          onHeld={() => {
            answer('send');
          }}
        >
          {t('question.send')}
        </Hold>
        <button
          type="button"
          className="quiet"
          data-choice="withdraw"
          disabled={!isLoggedIn}
          onClick={() => {
            answer('withdraw');
          }}
        >
          {t('question.withdraw')}
        </button>
      </div>
    </div>
  );
}
