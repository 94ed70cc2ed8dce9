import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from './durable-file.js';

it('gives a file its rights, whatever an earlier attempt left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-durable-'));
  const file = join(folder, 'key.json');
  writeFileSync(`${file}.new`, 'half of it', { mode: 0o644 });
  writeWhole(file, 'whole', 0o600);
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['whole', 0o600]);
  rmSync(folder, { recursive: true });
});
