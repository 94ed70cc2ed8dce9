import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template, Tier } from '../../preload/contract/index.js';
import { useDesk } from '../state/index.js';
import { useTierName, useTiers } from './desk-context.js';
import { isIssuing, pickTemplate, useConsoleUi } from './desk-store.js';
import { Dialog } from './Dialog.js';
import { nextRow } from './list-keys.js';
import { findTiers } from './search.js';
import { fillable } from './templates.js';
import { useLook } from './use-look.js';

const NO_TEMPLATES: readonly Template[] = [];
/** More would not be read; typing on narrows the list. */
const TIERS_SHOWN = 12;

type Entry =
  | { readonly kind: 'template'; readonly id: string; readonly template: Template }
  | { readonly kind: 'tier'; readonly id: string; readonly tier: Tier };

function useEntries(query: string): readonly Entry[] {
  const tiers = useTiers();
  const isLoggedIn = useDesk((desk) => desk.session !== null) ?? false;
  const isFrozen = useConsoleUi(isIssuing);
  const templates = useDesk((desk) => desk.templates) ?? NO_TEMPLATES;
  return useMemo(() => {
    const words = query.trim().toLowerCase();
    const named =
      isLoggedIn && !isFrozen ? fillable(templates).filter((template) => template.title.toLowerCase().includes(words)) : [];
    // Without a word only districts: a thousand towns are no help.
    const places = findTiers(
      [...tiers.values()].filter((tier) => words !== '' || tier.level !== 'town'),
      words,
    );
    return [
      ...named.map((template): Entry => ({ kind: 'template', id: template.id, template })),
      ...places.slice(0, TIERS_SHOWN).map((tier): Entry => ({ kind: 'tier', id: tier.code, tier })),
    ];
  }, [isFrozen, isLoggedIn, query, templates, tiers]);
}

/** Ctrl+K: places → the wall looks there; templates → they are picked. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const look = useLook();
  const nameOf = useTierName();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const entries = useEntries(query);
  const at = Math.min(active, entries.length - 1);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const go = (entry: Entry): void => {
    onClose();
    if (entry.kind === 'tier') look(entry.tier.code);
    else pickTemplate(entry.template.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const to = event.key === 'Home' || event.key === 'End' ? undefined : nextRow(event.key, at, entries.length);
    const entry = entries[at];
    if (to !== undefined) setActive(to);
    else if (event.key === 'Enter' && entry !== undefined) go(entry);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog label={t('palette.title')} onClose={onClose}>
      <input
        className="palette-field"
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-label={t('palette.title')}
        aria-activedescendant={entries[at] === undefined ? undefined : `${id}-${entries[at].id}`}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('palette.placeholder')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} ref={list} role="listbox" className="palette-list" aria-label={t('palette.title')}>
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            id={`${id}-${entry.id}`}
            role="option"
            aria-selected={index === at}
            onClick={() => {
              go(entry);
            }}
          >
            <span>{entry.kind === 'tier' ? entry.tier.name : entry.template.title}</span>
            {entry.kind === 'tier' && (
              <span className="quiet-text">
                {entry.tier.level === 'town' && entry.tier.parent !== null ? `${nameOf(entry.tier.parent)} · ` : ''}
                {entry.tier.code}
              </span>
            )}
            <span className="palette-verb">{t(entry.kind === 'tier' ? 'palette.look' : 'palette.template')}</span>
          </li>
        ))}
        {entries.length === 0 && (
          <li className="quiet-text" role="presentation">
            {t('palette.none')}
          </li>
        )}
      </ul>
      <p className="quiet-text">{t('palette.tip')}</p>
    </Dialog>
  );
}
