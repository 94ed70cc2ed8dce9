/** How long the key or button must be held before an order leaves (5-look.md), ms. */
export const HOLD_MS = 1_200;

export type HoldTimer = { press(onHeld: () => void): void; release(): void };

/**
 * Calls `onHeld` once when a press has lasted `holdMs` without a release. A release before that cancels; a press
 * while pressed (key repeat, a second pointer) changes nothing.
 */
export function createHoldTimer(onChange: (holding: boolean) => void, holdMs = HOLD_MS): HoldTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const release = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    onChange(false);
  };
  return {
    release,
    press: (onHeld) => {
      if (timer !== undefined) return;
      onChange(true);
      timer = setTimeout(() => {
        release();
        onHeld();
      }, holdMs);
    },
  };
}
