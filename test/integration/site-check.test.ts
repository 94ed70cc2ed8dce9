import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const TOOL = join(import.meta.dirname, '../../dist/tools/site.cjs');
const folder = mkdtempSync(join(tmpdir(), 'yilan-site-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `site check` away from any wall; the answer is its exit code and the JSON of its last line. */
function check(text: string): { code: number | null; last: unknown } {
  const file = join(folder, 'site.json');
  writeFileSync(file, text);
  const { status, stdout } = spawnSync(process.execPath, [TOOL, 'check', file], {
    encoding: 'utf8',
    env: { ...process.env, DISPLAY: undefined },
  });
  return { code: status, last: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') };
}

const site = { version: 1, tier: '500000', locale: 'zh-CN', backend: 'embedded' };

describe('site check', () => {
  it('ends with 0 for a right file', () => {
    expect(check(JSON.stringify(site))).toEqual({ code: 0, last: { ok: true, faults: [] } });
  });

  it('ends with 1 and names every fault in its last line', () => {
    expect(check(JSON.stringify({ ...site, tier: 5, walls: [] }))).toMatchObject({
      code: 1,
      last: {
        ok: false,
        faults: [
          { path: 'tier', code: 'value' },
          { path: 'walls', code: 'unknown-field' },
        ],
      },
    });
    expect(check('{')).toMatchObject({ code: 1, last: { ok: false, faults: [{ code: 'json' }] } });
  });

  it('ends with 2 for wrong use', () => {
    expect(spawnSync(process.execPath, [TOOL, 'chek']).status).toBe(2);
  });
});
