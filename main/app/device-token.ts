import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../preload/contract/index.js';
import { deviceTokenSchema, fail, ok } from '../../preload/contract/index.js';

/** Where the installer puts the hall's own token, below the data folder. */
const DEVICE_TOKEN_FILE = 'device-token';

/**
 * The hall's own token at a real backend; undefined where there is none, and the officer's session serves.
 * @returns errors `device-token-empty`, `device-token-value`, `device-token-unreadable` (with `reason`)
 */
export function readDeviceToken(dataDir: string): Result<string | undefined> {
  let text: string;
  try {
    text = readFileSync(join(dataDir, DEVICE_TOKEN_FILE), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(undefined);
    return fail('device-token-unreadable', { reason: String(error) });
  }
  if (text === '') return fail('device-token-empty');
  return deviceTokenSchema.safeParse(text).success ? ok(text) : fail('device-token-value');
}
