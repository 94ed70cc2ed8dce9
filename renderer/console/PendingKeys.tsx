import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError, PendingKey } from '../../preload/contract/index.js';
import type { Answered } from './answered.js';
import { afterAnswer } from './answered.js';
import { useAsk } from './desk-context.js';
import { Emptiness } from './Emptiness.js';
import { fingerprint } from './fingerprint.js';
import { Problem } from './Problem.js';

/** How often it is asked who waits, ms: somebody stands beside the leader and has just logged in. */
const ASK_MS = 10_000;
const NOBODY: readonly PendingKey[] = [];

/** For leaders and installers: the keys of others that wait for their word. */
export function PendingKeys(): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const [answered, setAnswered] = useState<Answered<readonly PendingKey[]>>({});
  const [problem, setProblem] = useState<AppError>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isWanted = true;
    void ask('keys', null).then((result) => {
      if (isWanted) setAnswered((before) => afterAnswer(before, result));
    });
    const timer = setTimeout(() => {
      setAsked(asked + 1);
    }, ASK_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [ask, asked]);
  const confirm = async (id: string): Promise<void> => {
    const result = await ask('confirmKey', { id });
    setProblem(result.ok ? undefined : result.error);
    setAsked(asked + 1);
  };
  const keys = answered.value ?? NOBODY;
  return (
    <section className="card pending-keys" aria-label={t('keyNote.confirmTitle')}>
      <h2>{t('keyNote.confirmTitle')}</h2>
      <Emptiness answered={answered} none={t('keyNote.none')} />
      {keys.length > 0 && <p className="quiet-text">{t('keyNote.confirmHint')}</p>}
      {keys.map(({ id, account }) => (
        <div key={id} className="pending-key" data-pending-key={id}>
          <b>{account}</b>
          <span className="mono" title={id}>
            {fingerprint(id)}
          </span>
          <span className="spring" />
          <button type="button" className="chip" onClick={() => void confirm(id)}>
            {t('keyNote.confirm')}
          </button>
        </div>
      ))}
      {problem !== undefined && <Problem problem={problem} />}
    </section>
  );
}
