import { useState } from 'react';

/** The value of before as long as the new one is the same, so that what depends on it is not done again. */
export function useKept<T>(value: T, same: (before: T, next: T) => boolean): T {
  const [kept, setKept] = useState(value);
  if (kept === value || same(kept, value)) return kept;
  setKept(value);
  return value;
}
