import type { Role } from '../../preload/contract/index.js';

export type Announcement =
  | { readonly event: 'listening'; readonly url: string }
  | { readonly event: 'accounts-created'; readonly accounts: readonly CreatedAccount[] };

export type CreatedAccount = {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly tier: string;
};

/** What Electron adds to `process` in a utility process; the backend knows nothing more of Electron. */
type ParentPort = { postMessage(message: unknown): void };

/** Tells whoever started this process: a JSON line on stdout, and a message when it is a utility process. */
export function announce(message: Announcement): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
  (process as { readonly parentPort?: ParentPort }).parentPort?.postMessage(message);
}
