import type { AppError, SiteFault } from '../../preload/contract/index.js';

/** What the installer does about a file of the data folder that cannot be used. */
const REMEDIES = {
  'demo-accounts-damaged':
    'the file with the demo accounts was damaged; it is kept under the name given here, and new accounts with new passwords were made. To have the old ones back, put a good copy in its place and start again',
  'demo-accounts-unreadable':
    'the demo accounts cannot be read, so the embedded backend was not started; make the file readable for this user and start again',
  'demo-accounts-unwritable':
    'the demo accounts cannot be stored, so the embedded backend was not started; make room or make the folder writable and start again',
  'device-token-empty':
    "the file with the hall's token is empty, so the officer's session serves; put the token in or delete the file, and start again",
  'device-token-value':
    "the file with the hall's token holds no token (one line of at least 16 visible ASCII characters), so the officer's session serves; correct it or delete it, and start again",
  'device-token-unreadable':
    "the file with the hall's token cannot be read, so the officer's session serves; make it readable for this user and start again",
} as const satisfies Record<string, string>;

type FileFault = keyof typeof REMEDIES;

const isFileFault = (code: string): code is FileFault => Object.hasOwn(REMEDIES, code);

/** A fault of a file in the data folder, as the console lists it: code, remedy, and what the system said. */
export function fileFault(path: string, { code, details }: AppError): SiteFault {
  const said = details === undefined ? '' : ` (${Object.values(details).join(': ')})`;
  return { path, code, message: `${isFileFault(code) ? REMEDIES[code] : code}${said}` };
}
