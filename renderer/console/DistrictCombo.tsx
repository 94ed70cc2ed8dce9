import type { KeyboardEvent, ReactElement, Ref } from 'react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tier } from '../../preload/contract/index.js';
import { useTiers } from './desk-context.js';
import { nextRow } from './list-keys.js';
import { findTiers } from './search.js';

type Props = {
  readonly label: string;
  /** code of the chosen district; empty while none is */
  readonly value: string;
  readonly text: string;
  readonly onChange: (value: string, text: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
};

/** Editable combo box with a list (ARIA 1.2): typing filters by name or code, ↑↓ and Enter choose, Esc closes the list. */
export function DistrictCombo({ label, value, text, onChange, inputRef }: Props): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const tiers = useTiers();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const districts = useMemo(() => [...tiers.values()].filter((tier) => tier.level === 'district'), [tiers]);
  const towns = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { parent } of tiers.values()) if (parent !== null) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    return counts;
  }, [tiers]);
  // Only what is being typed filters, so that Enter takes what was typed; opening the list anew offers all.
  const [filter, setFilter] = useState('');
  const found = useMemo(() => findTiers(districts, filter), [districts, filter]);
  const at = Math.min(active, found.length - 1);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at, open]);

  const choose = (tier: Tier): void => {
    onChange(tier.code, tier.name);
    setOpen(false);
  };
  const openList = (): void => {
    setFilter('');
    setActive(
      Math.max(
        0,
        findTiers(districts, '').findIndex((tier) => tier.code === value),
      ),
    );
    setOpen(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const to = event.key === 'Home' || event.key === 'End' ? undefined : nextRow(event.key, open ? at : -1, found.length);
    if (to !== undefined) {
      event.preventDefault();
      if (open) setActive(to);
      else openList();
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      const tier = found[at];
      if (tier !== undefined) choose(tier);
    } else if (event.key === 'Escape' && open) {
      // Only the list closes; the next Esc is the console's step back.
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <div className="combo">
      <label htmlFor={`${id}-field`}>{label}</label>
      <input
        id={`${id}-field`}
        ref={inputRef}
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] !== undefined ? `${id}-${found[at].code}` : undefined}
        placeholder={t('combo.placeholder')}
        value={text}
        onChange={(event) => {
          const typed = event.target.value;
          const exact = districts.find((tier) => tier.name === typed.trim() || tier.code === typed.trim());
          onChange(exact?.code ?? '', typed);
          setFilter(typed);
          setActive(0);
          setOpen(true);
        }}
        onClick={openList}
        onBlur={() => {
          setOpen(false);
        }}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <span className="combo-chosen">
          {value} · {t('combo.towns', { n: towns.get(value) ?? 0 })}
        </span>
      )}
      {open && (
        <ul id={`${id}-list`} ref={list} role="listbox" aria-label={label}>
          {found.map((tier, index) => (
            <li
              key={tier.code}
              id={`${id}-${tier.code}`}
              role="option"
              aria-selected={index === at}
              // The field must keep the focus, or its blur would close the list before the click.
              onPointerDown={(event) => {
                event.preventDefault();
              }}
              onClick={() => {
                choose(tier);
              }}
            >
              <span>{tier.name}</span>
              <span className="quiet-text">
                {tier.code} · {t('combo.towns', { n: towns.get(tier.code) ?? 0 })}
              </span>
            </li>
          ))}
          {found.length === 0 && (
            <li className="quiet-text" role="presentation">
              {t('combo.none')}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
