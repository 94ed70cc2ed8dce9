import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.js';

/** Keys as printed on them, and what they do (locale key). */
const KEYS: readonly (readonly [string, string])[] = [
  ['↑ ↓', 'help.arrows'],
  ['Enter', 'help.enter'],
  ['1 … 9', 'help.digits'],
  ['Enter', 'help.hold'],
  ['Esc', 'help.esc'],
  ['Ctrl K', 'help.palette'],
  ['G', 'help.look'],
  ['O', 'help.overview'],
  ['F6', 'help.columns'],
  ['F9', 'help.diagnostics'],
  ['F1', 'help.help'],
];

export function Help({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog label={t('help.title')} onClose={onClose}>
      <h2>{t('help.title')}</h2>
      <dl className="keys">
        {KEYS.map(([key, does]) => (
          <div key={does}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="quiet" autoFocus onClick={onClose}>
        <kbd>{t('key.esc')}</kbd> {t('help.close')}
      </button>
    </Dialog>
  );
}
