import type { KeyboardEvent } from 'react';

/**
 * ↑↓, Home and End move the focus among the `[data-row]` elements inside; Enter is the row's own click. Rows are
 * one stop for Tab: give the first (or the selected) `tabIndex` 0 and the rest −1.
 */
export function onListKey(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = nextRow(event.key, at, rows.length);
  if (to === undefined) return;
  event.preventDefault();
  rows[to]?.focus();
}

/** The index to go to, or undefined when the key moves nothing. Lists end; they do not go round. */
export function nextRow(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, length - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
