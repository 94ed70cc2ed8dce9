import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderEvent, OutboxItem } from '../../preload/contract/index.js';
import { useFormat } from '../kit/index.js';
import { useAsk } from './desk-context.js';
import { useProblemText } from './Problem.js';

const NO_EVENTS: readonly OrderEvent[] = [];

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

/** Every step of an order in this hall, oldest first; asked for when it is opened, and again when the order moves on. */
export function OrderHistory({ item }: { readonly item: OutboxItem }): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const format = useFormat();
  const detailsOf = useDetails();
  const [isOpen, setOpen] = useState(false);
  const [events, setEvents] = useState(NO_EVENTS);
  const { id, state, attempts, problem, question } = item;
  useEffect(() => {
    if (!isOpen) return undefined;
    let isWanted = true;
    void ask('history', { id }).then((result) => {
      if (isWanted && result.ok) setEvents(result.value);
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
      <ol>
        {events.map((event, index) => {
          const what = t(`orderHistory.${event.what}`);
          const details = detailsOf(event);
          return (
            <li key={index} data-event={event.what}>
              <time>{format.clock(event.at)}</time>
              <span>{event.by === undefined ? what : t('orderHistory.by', { what, name: event.by })}</span>
              {details !== undefined && <span className="queue-note">{details}</span>}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
