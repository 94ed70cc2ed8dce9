import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from './atomic-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-atomic-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeFileAtomic', () => {
  it('puts a whole new file in the place of the old one, for its owner only', () => {
    const file = join(folder, 'a.json');
    writeFileSync(file, 'old');
    const before = statSync(file).ino;
    writeFileAtomic(file, 'new', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).ino).not.toBe(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('leaves nothing behind when it cannot', () => {
    mkdirSync(join(folder, 'a.json', 'in-the-way'), { recursive: true });
    expect(() => {
      writeFileAtomic(join(folder, 'a.json'), 'new', 0o600);
    }).toThrow();
    expect(readdirSync(folder)).toEqual(['a.json']);
  });
});
