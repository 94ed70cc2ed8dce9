import type { Role } from '../../preload/contract/index.js';

export type Announcement =
  | { readonly event: 'listening'; readonly url: string }
  | { readonly event: 'accounts-created'; readonly accounts: readonly CreatedAccount[] }
  /** the public half, for the site files of the halls */
  | { readonly event: 'root-key'; readonly publicKey: string };

export type CreatedAccount = {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly tier: string;
};

/** What Electron adds to `process` in a utility process; the backend knows nothing more of Electron. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
};

const parentPort = (): ParentPort | undefined => (process as { readonly parentPort?: ParentPort }).parentPort;

// Whoever read it may be gone: the server goes on without.
process.stdout.on('error', () => undefined);

/**
 * Tells whoever started this process: a JSON line on stdout, and a message when it is a utility process.
 * @param told called once the line is handed over; never where nobody reads any more
 */
export function announce(message: Announcement, told: () => void = () => undefined): void {
  process.stdout.write(`${JSON.stringify(message)}\n`, (error) => {
    if (error === undefined || error === null) told();
  });
  parentPort()?.postMessage(message);
}

/** Calls the listener when the app that started this utility process asks it to finish. */
export function onStopAsked(listener: () => void): void {
  parentPort()?.on('message', ({ data }) => {
    if ((data as { readonly kind?: unknown } | null)?.kind === 'stop') listener();
  });
}
