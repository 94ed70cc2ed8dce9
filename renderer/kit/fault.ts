import type { Dispose, WindowFault } from '../../preload/contract/index.js';

/** The most that the contract takes of a message and a stack (`windowFaultSchema`), UTF-16 units. */
const MESSAGE_MAX = 4000;
const STACK_MAX = 8000;

export function faultOf(error: unknown, extraStack?: string): WindowFault {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = [error instanceof Error ? error.stack : undefined, extraStack].filter((part) => part !== undefined).join('\n');
  return { message: message.slice(0, MESSAGE_MAX), ...(stack === '' ? {} : { stack: stack.slice(0, STACK_MAX) }) };
}

/** Sends what nobody handled to main. */
export function reportUnhandled(onFault: (fault: WindowFault) => void): Dispose {
  const onError = (event: ErrorEvent): void => {
    onFault(faultOf(event.error ?? event.message));
  };
  const onRejection = (event: PromiseRejectionEvent): void => {
    onFault(faultOf(event.reason));
  };
  addEventListener('error', onError);
  addEventListener('unhandledrejection', onRejection);
  return () => {
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onRejection);
  };
}
