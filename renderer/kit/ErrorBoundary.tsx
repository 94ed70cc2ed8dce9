import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import type { WindowFault } from '../../preload/contract/index.js';
import { faultOf } from './fault.js';

type Props = {
  /** reports to main, which logs it: `bridge.fault` */
  readonly onFault: (fault: WindowFault) => void;
  /** shown instead of the children; `retry` draws them anew */
  readonly fallback: (retry: () => void) => ReactNode;
  readonly children: ReactNode;
};

/** Keeps a bug in one column or tile from taking the window with it. */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onFault(faultOf(error, info.componentStack ?? undefined));
  }

  readonly #retry = (): void => {
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(this.#retry) : this.props.children;
  }
}
