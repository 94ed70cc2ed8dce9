import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronPath, rootFlags, VIRTUAL_WALL_FLAGS } from '../../build/lib/electron.mjs';
import { Hall, PROJECT } from './support/hall.js';

/** Runs the program once more beside the hall; resolves with its exit code and what it said. */
function run(hall: Hall, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(electronPath(), [...rootFlags(), ...VIRTUAL_WALL_FLAGS, PROJECT, ...args], {
      env: { ...process.env, ...hall.wall.env },
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve({ code, said });
    });
  });
}

let hall: Hall;
let desk: Page;
let panels: Page[];

beforeAll(async () => {
  hall = await Hall.open({ columns: 2, rows: 1, panel: [640, 360], backend: 'embedded', siteText: '{"version":1, "tier":' });
  panels = await hall.panels();
  desk = await hall.page('console');
});

afterAll(async () => {
  await hall.close();
});

describe('a hall with a broken site file', () => {
  it('opens all the same, on the displays found, and names path, code and remedy on the console', async () => {
    expect(panels).toHaveLength(2);
    await desk.locator('.strip-site summary').click();
    const notice = await desk.textContent('.strip-sheet');
    expect(notice).toMatch(/json/);
    expect(notice).toContain('not valid JSON');
    expect(notice).toContain('correct the text');
  });

  it('hands a second start on the same data folder over to the first', async () => {
    const second = await run(hall, ['--data', hall.folder]);
    expect(second).toMatchObject({ code: 0 });
    expect(second.said).toContain('handed over');
    expect(hall.app.windows()).toHaveLength(3);
  });

  it('refuses wrong flags with a code', async () => {
    expect(await run(hall, ['--data', join(hall.folder, 'other'), '--exit-after', 'soon'])).toMatchObject({ code: 2 });
  });

  it('gives pages no way out: no Node, no windows, no navigation, no verbs of another role', async () => {
    for (const page of [desk, ...panels]) {
      const found = await page.evaluate(() => ({
        node: [typeof (globalThis as { process?: unknown }).process, typeof (globalThis as { require?: unknown }).require],
        opened: window.open('app://yilan/console.html'),
        verbs: Object.keys((window as unknown as Record<string, object>)['yilan'] ?? {}),
      }));
      expect(found.node).toEqual(['undefined', 'undefined']);
      expect(found.opened).toBeNull();
      expect(found.verbs.includes('ask')).toBe(page === desk);
      const address = page.url();
      await page.evaluate(() => {
        location.href = 'https://elsewhere.example/';
      });
      expect(page.url()).toBe(address);
    }
  });

  it('goes on without a window that is stopped, which then shows what it missed', async () => {
    const [stopped, other] = panels;
    if (stopped === undefined || other === undefined) throw new Error('no panels');
    const version = (page: Page): Promise<number> => page.evaluate(() => Number(document.documentElement.dataset['version']));
    const reaches = (page: Page, least: number): Promise<unknown> =>
      page.waitForFunction((wanted) => Number(document.documentElement.dataset['version']) >= wanted, least);
    const pid = await hall.app.evaluate(async ({ BrowserWindow }) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) {
        const panel: unknown = await webContents.executeJavaScript('document.documentElement.dataset.panel');
        if (panel === 'r1c1') return webContents.getOSProcessId();
      }
      return undefined;
    });
    if (pid === undefined) throw new Error('the window has no process');
    const before = await version(stopped);
    process.kill(pid, 'SIGSTOP');
    try {
      // The link speaks every two seconds, and every word of it is a new version.
      for (const page of [other, desk]) await reaches(page, before + 2);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await reaches(stopped, await version(other));
  });

  it('serves nothing but its pages, and runs no code that did not come with them', async () => {
    const answers = await desk.evaluate(async () => {
      const status = async (path: string): Promise<number> => (await fetch(path)).status;
      return {
        escape: await status('app://yilan/%2e%2e%2f%2e%2e%2fpackage.json'),
        source: await status('/resources/data/PROVENANCE.md'),
        data: await status('/data/districts.json'),
        policy: (await fetch('/console.html')).headers.get('content-security-policy'),
      };
    });
    expect(answers).toMatchObject({ escape: 404, source: 404, data: 200 });
    expect(answers.policy).toContain("default-src 'none'");
    const injected = await desk.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('securitypolicyviolation', (event) => {
            resolve(event.effectiveDirective);
          });
          const script = document.createElement('script');
          script.textContent = 'window.injected = true';
          document.head.append(script);
        }),
    );
    expect(injected).toBe('script-src-elem');
  });
});

describe('a start with --exit-after and --shots', () => {
  it('ends with photographs of every panel, the wall and the console', async () => {
    const shots = mkdtempSync(join(tmpdir(), 'yilan-shots-'));
    const data = mkdtempSync(join(tmpdir(), 'yilan-shots-data-'));
    const ended = await run(hall, ['--data', data, '--exit-after', '1', '--shots', shots]);
    expect(ended.code).toBe(0);
    expect(readdirSync(shots).sort()).toEqual(['console.png', 'panel-r1c1.png', 'panel-r1c2.png', 'wall.png']);
    const wall = PNG.sync.read(readFileSync(join(shots, 'wall.png')));
    expect([wall.width, wall.height]).toEqual([1280, 360]);
    const colours = new Set<number>();
    for (let at = 0; at < wall.data.length; at += 4) colours.add(wall.data.readUInt32BE(at));
    expect(colours.size).toBeGreaterThan(50);
    for (const folder of [shots, data]) rmSync(folder, { recursive: true, force: true });
  });
});
