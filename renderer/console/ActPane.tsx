import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../preload/contract/index.js';
import { useDesk } from '../state/index.js';
import { isIssuing, pickTemplate, useConsoleUi } from './desk-store.js';
import { KeyNote } from './KeyNote.js';
import { onListKey } from './list-keys.js';
import { LogIn } from './LogIn.js';
import { ParameterForm } from './ParameterForm.js';
import { PendingKeys } from './PendingKeys.js';
import { Preview } from './Preview.js';
import { fillable } from './templates.js';

const NO_TEMPLATES: readonly Template[] = [];

function Templates({
  templates,
  picked,
}: {
  readonly templates: readonly Template[];
  readonly picked: string | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const drafts = useConsoleUi((ui) => ui.drafts);
  const isFrozen = useConsoleUi(isIssuing);
  if (templates.length === 0) return <p className="quiet-text">{t('act.none')}</p>;
  return (
    <div className="templates" onKeyDown={onListKey}>
      {templates.map((template, index) => (
        <button
          key={template.id}
          type="button"
          className="template-row"
          data-row
          data-template={template.id}
          data-current={template.id === picked}
          aria-disabled={isFrozen}
          tabIndex={index === 0 ? 0 : -1}
          onClick={() => {
            pickTemplate(template.id);
          }}
        >
          <kbd>{index < 9 ? index + 1 : ''}</kbd>
          <span className="template-title">{template.title}</span>
          {drafts[template.id] !== undefined && template.id !== picked && <span className="tag">{t('act.draft')}</span>}
          <span className="quiet-text">
            {t(`level.${template.level}`)}
            {template.approvals === 1 && ` · ${t('act.approval')}`}
          </span>
        </button>
      ))}
    </div>
  );
}

/** Right: what to do. */
export function ActPane(): ReactElement {
  const { t } = useTranslation();
  const isLoggedIn = useDesk((desk) => desk.session !== null) ?? false;
  const confirms = useDesk(({ session }) => session?.roles.some((role) => role === 'leader' || role === 'installer')) ?? false;
  const known = useDesk((desk) => desk.templates) ?? NO_TEMPLATES;
  const templates = useMemo(() => fillable(known), [known]);
  const flow = useConsoleUi((ui) => ui.flow);
  const picked = flow.step === 'pick' ? undefined : templates.find((template) => template.id === flow.template);
  return (
    <section className="column column-right" aria-label={t('act.title')} data-column="right" tabIndex={-1}>
      {!isLoggedIn ? (
        <LogIn />
      ) : (
        <>
          <KeyNote />
          {confirms && <PendingKeys />}
          <h2>{t('act.title')}</h2>
          <Templates templates={templates} picked={picked?.id} />
          {picked !== undefined && flow.step === 'fill' && <ParameterForm key={picked.id} template={picked} />}
          {picked !== undefined && flow.step === 'preview' && (
            <Preview
              key={flow.prepared.id}
              template={picked}
              prepared={flow.prepared}
              preparedAt={flow.preparedAt}
              issue={flow.issue}
            />
          )}
        </>
      )}
    </section>
  );
}
