import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../preload/contract/index.js';
import { useAsk, useDeskContext } from './desk-context.js';
import { Problem } from './Problem.js';

/** The picture needs no log-in; giving orders does. */
export function LogIn(): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const { demoAccounts } = useDeskContext().context;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError>();
  const passwordField = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const result = await ask('logIn', { name: name.trim(), password });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error);
    // A wrong password is typed anew; the account stays.
    if (!result.ok && result.error.code === 'credentials') {
      setPassword('');
      passwordField.current?.focus();
    }
  };

  return (
    <form className="card log-in" onSubmit={(event) => void submit(event)}>
      <h2>{t('logIn.title')}</h2>
      <p className="quiet-text">{t('logIn.why')}</p>
      <label>
        <span>{t('logIn.name')}</span>
        <input
          name="name"
          autoComplete="username"
          spellCheck={false}
          value={name}
          maxLength={80}
          onChange={(event) => {
            setName(event.target.value);
          }}
        />
      </label>
      <label>
        <span>{t('logIn.password')}</span>
        <input
          ref={passwordField}
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          maxLength={200}
          onChange={(event) => {
            setPassword(event.target.value);
          }}
        />
      </label>
      {problem !== undefined && <Problem problem={problem} />}
      <button ref={button} type="submit" className="primary" disabled={busy || name.trim() === '' || password === ''}>
        {t(busy ? 'logIn.busy' : 'logIn.go')}
      </button>
      {demoAccounts.length > 0 && (
        <div className="demo-accounts">
          <p>
            <span className="tag">{t('tree.demo')}</span> {t('logIn.demo')}
          </p>
          {demoAccounts.map((account) => (
            <button
              key={account.name}
              type="button"
              className="chip"
              data-demo-account={account.name}
              onClick={() => {
                setName(account.name);
                setPassword(account.password);
                requestAnimationFrame(() => button.current?.focus());
              }}
            >
              {account.name}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}
