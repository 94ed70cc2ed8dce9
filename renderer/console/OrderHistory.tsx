import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderEvent, OutboxItem } from '../../preload/contract/index.js';
import { useFormat } from '../kit/index.js';
import { useNow } from '../state/index.js';
import type { Answered } from './answered.js';
import { afterAnswer } from './answered.js';
import { useAsk } from './desk-context.js';
import { Problem, useProblemText } from './Problem.js';

/** What an event says besides its name: the choice, or what it waits for or was refused for. */
function useDetails(): (event: OrderEvent) => string | undefined {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return ({ details }) => {
    const choice = details?.['choice'];
    if (choice !== undefined) return t(choice === 'send' ? 'question.send' : 'question.withdraw');
    const code = details?.['code'];
    return typeof code === 'string' ? problemText({ code }) : undefined;
  };
}

/** The steps of an order in this hall, and why they could not be asked for. */
export function OrderSteps({
  answered: { value, problem },
}: {
  readonly answered: Answered<readonly OrderEvent[]>;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const detailsOf = useDetails();
  return (
    <>
      {problem !== undefined && <Problem problem={problem} />}
      <ol>
        {value?.map((event, index) => {
          const what = t(`orderHistory.${event.what}`);
          const details = detailsOf(event);
          return (
            <li key={index} data-event={event.what}>
              <time>{format.clockMinutes(event.at, now)}</time>
              <span>{event.by === undefined ? what : t('orderHistory.by', { what, name: event.by })}</span>
              {details !== undefined && <span className="queue-note">{details}</span>}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** Every step of an order in this hall, oldest first; asked for when it is opened, and again when the order moves on. */
export function OrderHistory({ item }: { readonly item: OutboxItem }): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const [isOpen, setOpen] = useState(false);
  const [answered, setAnswered] = useState<Answered<readonly OrderEvent[]>>({});
  const { id, state, attempts, problem, question } = item;
  useEffect(() => {
    if (!isOpen) return undefined;
    let isWanted = true;
    void ask('history', { id }).then((result) => {
      if (isWanted) setAnswered((before) => afterAnswer(before, result));
    });
    return () => {
      isWanted = false;
    };
  }, [ask, isOpen, id, state, attempts, problem, question]);
  return (
    <details
      className="order-history"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{t('orderHistory.title')}</summary>
      <OrderSteps answered={answered} />
    </details>
  );
}
