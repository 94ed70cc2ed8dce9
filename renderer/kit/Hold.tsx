import type { KeyboardEvent, PointerEvent, ReactElement, ReactNode, Ref } from 'react';
import { useEffect, useId, useState } from 'react';
import { createHoldTimer, HOLD_MS } from './hold-timer.js';
import './Hold.css';

type Props = {
  readonly children: ReactNode;
  /** read out with the button: that it must be held, and for how long */
  readonly hint: string;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
};

/**
 * A button that acts only after being held for 1.2 s, by pointer or by Enter; letting go earlier, leaving it or
 * losing focus cancels. A key that was already down when the button got the focus does not count.
 */
export function Hold({ children, hint, onHeld, disabled = false, ref }: Props): ReactElement {
  const [holding, setHolding] = useState(false);
  const hintId = useId();
  const [timer] = useState(() => createHoldTimer(setHolding));
  useEffect(() => timer.release, [timer]);
  useEffect(() => {
    if (disabled) timer.release();
  }, [disabled, timer]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') timer.release();
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat && !disabled) timer.press(onHeld);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button === 0 && !disabled) timer.press(onHeld);
  };

  return (
    <>
      <button
        ref={ref}
        type="button"
        className="hold"
        data-holding={holding}
        disabled={disabled}
        aria-describedby={hintId}
        style={{ '--hold-ms': `${HOLD_MS}ms` } as React.CSSProperties}
        onPointerDown={onPointerDown}
        onPointerUp={timer.release}
        onPointerLeave={timer.release}
        onPointerCancel={timer.release}
        onContextMenu={(event) => {
          event.preventDefault();
        }}
        onKeyDown={onKeyDown}
        onKeyUp={timer.release}
        onBlur={timer.release}
      >
        <span className="hold-fill" aria-hidden="true" />
        <span className="hold-label">{children}</span>
      </button>
      <span id={hintId} className="hold-hint">
        {hint}
      </span>
    </>
  );
}
