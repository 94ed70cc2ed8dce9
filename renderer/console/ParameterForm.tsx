import type { FormEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError, Template } from '../../preload/contract/index.js';
import { pulseStore } from '../state/index.js';
import { useAsk } from './desk-context.js';
import { consoleUi, draftOf, stepBack, useConsoleUi, writeDraft } from './desk-store.js';
import { DistrictCombo } from './DistrictCombo.js';
import { READY } from './issue.js';
import { Problem } from './Problem.js';

/** The template's parameters; Enter prepares the preview. */
export function ParameterForm({ template }: { readonly template: Template }): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const draft = useConsoleUi((ui) => ui.drafts[template.id]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError>();
  const first = useRef<HTMLInputElement>(null);
  const fields = Object.entries(template.parameters.properties);
  const isComplete = template.parameters.required.every((name) => (draft?.values[name] ?? '') !== '');

  useEffect(() => {
    first.current?.focus();
  }, [template.id]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || !isComplete) return;
    setBusy(true);
    const { values } = draftOf(consoleUi.getState(), template.id);
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const result = await ask('prepare', { template: template.id, parameters: filled });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error);
    if (!result.ok) return;
    const prepared = result.value;
    // The officer may have gone back, or on to another template, while the hub was preparing.
    consoleUi.setState(({ flow }) =>
      flow.step === 'fill' && flow.template === template.id
        ? { flow: { step: 'preview', template: template.id, prepared, preparedAt: pulseStore.getState().utcNow, issue: READY } }
        : {},
    );
  };

  return (
    <form className="card fill" onSubmit={(event) => void submit(event)}>
      <h2>{template.title}</h2>
      {fields.map(([name, parameter], index) => (
        <DistrictCombo
          key={name}
          label={parameter.title}
          inputRef={index === 0 ? first : null}
          value={draft?.values[name] ?? ''}
          text={draft?.texts[name] ?? ''}
          onChange={(value, text) => {
            writeDraft(template.id, name, value, text);
          }}
        />
      ))}
      {problem !== undefined && <Problem problem={problem} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy || !isComplete}>
          {t(busy ? 'act.preparing' : 'act.prepare')}
        </button>
        <button type="button" className="quiet" onClick={stepBack}>
          <kbd>{t('key.esc')}</kbd> {t('act.back')}
        </button>
      </div>
    </form>
  );
}
