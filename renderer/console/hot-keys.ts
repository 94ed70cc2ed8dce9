/** What a key means for the whole console. */
export type HotKey =
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'diagnostics' }
  | { readonly kind: 'next-column' }
  | { readonly kind: 'back' }
  | { readonly kind: 'look' }
  | { readonly kind: 'overview' }
  | { readonly kind: 'template'; /** from 0 */ readonly index: number };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'isComposing'>;

/**
 * @param typing the focus is in a text field: only keys that write nothing count
 */
export function hotKey(event: Key, typing: boolean): HotKey | undefined {
  // While an input method composes, every key belongs to it, Esc and digits most of all.
  if (event.repeat || event.isComposing) return undefined;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    return event.key.toLowerCase() === 'k' ? { kind: 'palette' } : undefined;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === 'F1') return { kind: 'help' };
  if (event.key === 'F9') return { kind: 'diagnostics' };
  if (event.key === 'F6') return { kind: 'next-column' };
  if (event.key === 'Escape') return { kind: 'back' };
  if (typing) return undefined;
  if (event.key === 'g' || event.key === 'G') return { kind: 'look' };
  if (event.key === 'o' || event.key === 'O') return { kind: 'overview' };
  return /^[1-9]$/.test(event.key) ? { kind: 'template', index: Number(event.key) - 1 } : undefined;
}
