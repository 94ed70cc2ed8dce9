import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TIER_LEVELS } from '../../preload/contract/index.js';
import { useDesk, usePicture } from '../state/index.js';
import { useDeskContext, useTiers } from './desk-context.js';
import { fillable } from './templates.js';

/** What the officer can press now, and what it does (locale key). */
const KEYS: readonly (readonly [string, string])[] = [
  ['1 … 9', 'help.digits'],
  ['↑ ↓', 'help.arrows'],
  ['Ctrl K', 'help.palette'],
  ['O', 'help.overview'],
  ['F1', 'strip.help'],
];

/** Middle, with nothing selected: what this hall is responsible for and ready with, and the keys. */
export function AtRest(): ReactElement {
  const { t } = useTranslation();
  const tiers = useTiers();
  const { panels } = useDeskContext().context;
  const templates = useDesk((desk) => fillable(desk.templates).length) ?? 0;
  const hasCommands = usePicture((picture) => picture.commands.length > 0) ?? false;
  const below = TIER_LEVELS.filter((level) => level !== 'city')
    .map((level) => ({ level, count: [...tiers.values()].filter((tier) => tier.level === level).length }))
    .filter(({ count }) => count > 0);
  return (
    <div className="rest">
      <header className="tree-head">
        <h1>{t(hasCommands ? 'rest.unselected' : 'rest.idle')}</h1>
        <p className="tree-text">{t(hasCommands ? 'rest.select' : 'rest.issue')}</p>
      </header>
      <dl className="reached rest-numbers">
        {below.map(({ level, count }) => (
          <div key={level}>
            <dt>{t(`tier.${level}`)}</dt>
            <dd>{count}</dd>
          </div>
        ))}
        {templates > 0 && (
          <div>
            <dt>{t('act.title')}</dt>
            <dd>{templates}</dd>
          </div>
        )}
        {panels.length > 0 && (
          <div>
            <dt>{t('rest.panels')}</dt>
            <dd>
              {panels.filter((panel) => panel.state === 'shown').length}/{panels.length}
            </dd>
          </div>
        )}
      </dl>
      <dl className="keys rest-keys">
        {KEYS.map(([key, does]) => (
          <div key={does}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
