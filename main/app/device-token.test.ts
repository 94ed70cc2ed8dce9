import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../preload/contract/index.js';
import { readDeviceToken } from './device-token.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-token-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('readDeviceToken', () => {
  it('finds none where there is no file', () => {
    expect(readDeviceToken(folder)).toEqual(ok(undefined));
  });

  it.each([
    ['a token', ' 0123456789abcdef\n', ok('0123456789abcdef')],
    ['an empty file', '', fail('device-token-empty')],
    ['blanks only', ' \n\t\n', fail('device-token-empty')],
    ['one that is too short to be one', '0123', fail('device-token-value')],
    ['two lines', '0123456789abcdef\n0123456789abcdef', fail('device-token-value')],
  ])('%s', (_name, text, expected) => {
    writeFileSync(join(folder, 'device-token'), text);
    expect(readDeviceToken(folder)).toEqual(expected);
  });

  it('says why it cannot be read', () => {
    mkdirSync(join(folder, 'device-token'));
    expect(readDeviceToken(folder)).toMatchObject({
      error: { code: 'device-token-unreadable', details: { reason: expect.stringContaining('EISDIR') } },
    });
  });
});
