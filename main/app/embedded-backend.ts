import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SiteFault } from '../../preload/contract/index.js';
import type { Logger } from '../platform/index.js';
import { KeptChild, paths } from '../platform/index.js';
import { openDemoAccounts } from './demo-accounts.js';
import { fileFault } from './faults.js';

const listeningSchema = z.looseObject({ event: z.literal('listening'), url: z.url() });

/** The file with the demo accounts, below the data folder. */
const ACCOUNTS = 'backend/demo-accounts.json';

export type EmbeddedBackend = {
  /** the hall's own token at this backend */
  readonly deviceToken: string | undefined;
  /** log-ins that the console offers, because nobody else could know them */
  readonly demoAccounts: readonly { readonly name: string; readonly password: string }[];
  /** its accounts are not what they were, or not there at all; then it is not started */
  readonly faults: readonly SiteFault[];
  start(): void;
  stop(): Promise<void>;
};

/**
 * The reference backend as a process of this app, with its data and its demo accounts below the data folder.
 * @param onUrl its address whenever it listens, null whenever it went away
 */
export function embeddedBackend(
  dataDir: string,
  tier: string,
  log: Logger,
  onUrl: (url: string | null) => void,
): EmbeddedBackend {
  const dir = join(dataDir, 'backend');
  mkdirSync(dir, { recursive: true });
  const accountsFile = join(dataDir, ACCOUNTS);
  const opened = openDemoAccounts(accountsFile, tier, Date.now());
  if (!opened.ok) {
    return {
      deviceToken: undefined,
      demoAccounts: [],
      faults: [fileFault(ACCOUNTS, opened.error)],
      start: () => undefined,
      stop: async () => undefined,
    };
  }
  const { accounts, damagedFile } = opened.value;
  const child = new KeptChild({
    name: 'reference backend',
    file: paths.backend,
    args: ['--port', '0', '--data', dir, '--accounts', accountsFile, '--resources', paths.resources],
    onStarted: () => undefined,
    onMessage: (message) => {
      const listening = listeningSchema.safeParse(message);
      if (listening.success) onUrl(listening.data.url);
    },
    onExited: (code) => {
      log.error({ code }, 'embedded backend ended');
      onUrl(null);
    },
  });
  return {
    deviceToken: accounts.find(({ token }) => token !== undefined)?.token,
    demoAccounts: accounts.flatMap(({ name, password }) => (password === undefined ? [] : [{ name, password }])),
    faults:
      damagedFile === undefined ? [] : [fileFault(ACCOUNTS, { code: 'demo-accounts-damaged', details: { file: damagedFile } })],
    start: () => child.start(),
    stop: () => child.stop(),
  };
}
