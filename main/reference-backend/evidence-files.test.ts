import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../sqlite/index.js';
import { EvidenceFiles, evidencePath } from './evidence-files.js';
import { forgetOrphans } from './evidence-orphans.js';
import { putEvidence } from './storage/evidence.js';
import { Store } from './storage/store.js';

const content = Buffer.from('water at the gate');
const sha256 = createHash('sha256').update(content).digest('hex');

let data: string;
beforeEach(async () => {
  data = await fs.mkdtemp(join(tmpdir(), 'yilan-evidence-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await fs.rm(data, { recursive: true });
});

describe('EvidenceFiles', () => {
  it('says what is missing, and reads what is there', async () => {
    const files = await EvidenceFiles.open(data, 0);
    expect(await files.read(sha256)).toBeUndefined();
    await files.put(sha256, content);
    const read = await files.read(sha256);
    expect([read?.size, read === undefined ? '' : await text(read.content)]).toEqual([content.length, content.toString()]);
  });

  it('keeps a reserve on the disk', async () => {
    expect(await (await EvidenceFiles.open(data, 0)).fits(1)).toBe(true);
    expect(await (await EvidenceFiles.open(data, Number.MAX_SAFE_INTEGER)).fits(1)).toBe(false);
  });

  it('brings the folder to the disk also for content that was there already', async () => {
    const files = await EvidenceFiles.open(data, 0);
    await files.put(sha256, content);
    const open = vi.spyOn(fs, 'open');
    syncBuiltinESMExports();
    await files.put(sha256, content);
    expect(open.mock.calls.map(([path]) => path)).toEqual([join(data, 'evidence', sha256.slice(0, 2)), join(data, 'evidence')]);
  });
});

describe('forgetOrphans', () => {
  const HOUR_MS = 3_600_000;
  const opened = async (): Promise<Database> => {
    const store = await Store.open(data);
    if (!store.ok) throw new Error(store.error.code);
    return store.value;
  };

  it('removes old files without a row and nothing else', async () => {
    const evidence = await EvidenceFiles.open(data, 0);
    const database = await opened();
    const orphan = 'a'.repeat(64);
    await evidence.put(sha256, content);
    await evidence.put(orphan, content);
    await putEvidence(database, { sha256, size: content.length, type: 'text/plain', at: 0 }, 'town');
    let now = Date.now();
    const { run } = forgetOrphans({ database, evidence, now: () => now });
    await run();
    expect(await evidence.has(orphan)).toBe(true);
    now += HOUR_MS + 60_000;
    await run();
    await database.close();
    expect([await evidence.has(sha256), await evidence.has(orphan)]).toEqual([true, false]);
    expect(await fs.readFile(join(data, evidencePath(sha256)))).toEqual(content);
  });
});
