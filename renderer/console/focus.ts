const FIRST = '[data-row][tabindex="0"], input, button:not(:disabled)';

function focusColumn(column: HTMLElement | null | undefined): void {
  (column?.querySelector<HTMLElement>(FIRST) ?? column)?.focus();
}

export function focusNextColumn(): void {
  const columns = [...document.querySelectorAll<HTMLElement>('[data-column]')];
  const at = columns.findIndex((column) => column.contains(document.activeElement));
  focusColumn(columns[(at + 1) % columns.length]);
}

/** After the next drawing: what had the focus is about to go, and the keyboard must not be left nowhere. */
export function focusColumnSoon(name: 'left' | 'middle' | 'right'): void {
  requestAnimationFrame(() => {
    focusColumn(document.querySelector<HTMLElement>(`[data-column="${name}"]`));
  });
}
