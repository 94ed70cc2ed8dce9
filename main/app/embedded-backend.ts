import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Account } from '../../preload/contract/index.js';
import { accountsSchema } from '../../preload/contract/index.js';
import type { Logger } from '../platform/index.js';
import { KeptChild, paths } from '../platform/index.js';

const listeningSchema = z.looseObject({ event: z.literal('listening'), url: z.url() });

export type EmbeddedBackend = {
  /** the hall's own token at this backend */
  readonly deviceToken: string;
  /** log-ins that the console offers, because nobody else could know them */
  readonly demoAccounts: readonly { readonly name: string; readonly password: string }[];
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
  const accountsFile = join(dir, 'demo-accounts.json');
  const accounts = readOrMake(accountsFile, tier);
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
    deviceToken: accounts.find(({ token }) => token !== undefined)?.token ?? '',
    demoAccounts: accounts.flatMap(({ name, password }) => (password === undefined ? [] : [{ name, password }])),
    start: () => child.start(),
    stop: () => child.stop(),
  };
}

/** Accounts of the demo: made once with random secrets, readable by this user only. */
function readOrMake(file: string, tier: string): readonly Account[] {
  if (existsSync(file)) return accountsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');
  const accounts: Account[] = [
    { name: 'duty-officer', password: secret(9), roles: ['officer'], tier },
    { name: 'leader', password: secret(9), roles: ['leader', 'approver'], tier },
    { name: `hall-${tier}`, token: secret(32), roles: ['device'], tier },
  ];
  writeFileSync(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  return accounts;
}
